/* i8_neoni8mm.c - two rows times two columns an instruction, eight k deep: smmla.
 *
 * 12 x 8 tile: 24 blocks, four registers of columns, one of rows, of 32.  Bound: two smmla
 * a cycle (64 multiply-adds) on cores with two vector pipes (N2), 128 with four (V1, V2);
 * the ten loads of a step hide behind its 24 smmla.
 * Exact: smmla adds its eight products to 32 bits without saturating, and sums that wrap
 * on the way end right, because the true sum fits int32 (family limit on k).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_i32x4.h"

enum { MR = 12, NR = 8 };

static inline vec mac(vec acc, int8x16_t rows, int8x16_t columns)
{
	return vmmlaq_s32(acc, rows, columns);
}

static inline vec low_halves(vec x, vec y)
{
	return vreinterpretq_s32_s64(vzip1q_s64(vreinterpretq_s64_s32(x),
	                                        vreinterpretq_s64_s32(y)));
}

static inline vec high_halves(vec x, vec y)
{
	return vreinterpretq_s32_s64(vzip2q_s64(vreinterpretq_s64_s32(x),
	                                        vreinterpretq_s64_s32(y)));
}

#include "cpu/mmla.inc"

extern const struct qm_family qm_i8;
extern const struct qm_cpu_kernel i8_neoni8mm;

const struct qm_cpu_kernel i8_neoni8mm = {
	.base = {
		.name = "i8_neoni8mm",
		.idea = "smmla, 12x8 tile of 2x2 blocks",
		.family = &qm_i8,
		.tile = { MR, NR, UNIT },
	},
	.a = &qm_pack_s8x8,
	.b = &qm_pack_s8x8,
	.run = run,
};
