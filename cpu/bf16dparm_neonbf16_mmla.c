/* bf16dparm_neonbf16_mmla.c - two rows times two columns an instruction, four k deep: bfmmla.
 *
 * 12 x 8 tile: 24 blocks, four registers of columns, one of rows, of 32.  Bound: two bfmmla
 * a cycle (32 multiply-adds) on Neoverse N2, four on V1 and V2; twice bfdot.
 * Exact: for each element bfmmla is two steps of bfdot, k 0 and 1, then 2 and 3.  What follows
 * k adds -0 in both steps, which changes no sum.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_f32x4.h"

enum { MR = 12, NR = 8 };

static inline vec mac(vec acc, int8x16_t rows, int8x16_t columns)
{
	return vbfmmlaq_f32(acc, vreinterpretq_bf16_s8(rows), vreinterpretq_bf16_s8(columns));
}

static inline vec low_halves(vec x, vec y)
{
	return vreinterpretq_f32_f64(vzip1q_f64(vreinterpretq_f64_f32(x),
	                                        vreinterpretq_f64_f32(y)));
}

static inline vec high_halves(vec x, vec y)
{
	return vreinterpretq_f32_f64(vzip2q_f64(vreinterpretq_f64_f32(x),
	                                        vreinterpretq_f64_f32(y)));
}

#include "cpu/mmla.inc"

extern const struct qm_family qm_bf16dparm;
extern const struct qm_cpu_kernel bf16dparm_neonbf16_mmla;

const struct qm_cpu_kernel bf16dparm_neonbf16_mmla = {
	.base = {
		.name = "bf16dparm_neonbf16_mmla",
		.idea = "bfmmla, 12x8 tile of 2x2 blocks",
		.family = &qm_bf16dparm,
		.tile = { MR, NR, 4 },
	},
	.a = &qm_pack_bf16x4_a,
	.b = &qm_pack_bf16x4,
	.run = run,
};
