/* b1_neon.c - four columns a register, 32 values of k a lane: eor, cnt and uadalp.
 *
 * cnt counts the bits of each byte, and uadalp adds pairs of bytes to sums of 16 bits, two
 * of which make a lane.  128 products are three instructions.
 * 6 x 16 tile: 24 sums, four registers of columns, one of a row, one product, of 32.
 * Bound: 85 products a cycle on cores with two vector pipes (A76, N1, N2), 171 with four
 * (V1, V2); the rows take one slot of each 13, as they are spread by the load.
 * Exact: a step adds at most 16 to a 16-bit sum, which lasts for 4095 steps.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_u16x8.h"

#define FINISH
#define SHORT_STEPS 4095
#define STEP_REGISTERS 6 /* columns, a product, and what gcc 12 keeps for after the steps */

enum { MR = 6, NV = 4 };

static inline vec mac(vec acc, vec row, vec columns)
{
	return vpadalq_u8(acc, vcntq_u8(vreinterpretq_u8_u16(veorq_u16(row, columns))));
}

static inline vec widen(vec whole, vec sums)
{
	return vreinterpretq_u16_u32(vpadalq_u16(vreinterpretq_u32_u16(whole), sums));
}

/* Of k products d are -1: k - 2 d. */
static inline vec finish(const struct qm_tile *t, vec d)
{
	const uint32x4_t k = vdupq_n_u32((uint32_t)t->k);

	return vreinterpretq_u16_u32(vsubq_u32(k, vshlq_n_u32(vreinterpretq_u32_u16(d), 1)));
}

#include "cpu/outer.inc"

extern const struct qm_family qm_b1;
extern const struct qm_cpu_kernel b1_neon;

const struct qm_cpu_kernel b1_neon = {
	.base = {
		.name = "b1_neon",
		.idea = "cnt and uadalp, 6x16 tile",
		.family = &qm_b1,
		.tile = { MR, NR, 32 },
	},
	.a = &qm_pack_b1x32,
	.b = &qm_pack_b1x32,
	.run = run,
};
