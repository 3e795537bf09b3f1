/* i8_neondot.c - four columns a register, four k a lane: sdot by element.
 *
 * sdot multiplies signed by signed bytes, so nothing needs compensation.
 * 6 x 16 tile: 24 sums, four registers of columns, two of rows, of 32.  Bound: two sdot a
 * cycle (32 multiply-adds) on cores with two vector pipes (A76, N1, N2), 64 with four (V1,
 * V2); the six loads of a step hide behind its 24 sdot.
 * Exact: sdot adds its four products to 32 bits without saturating, and sums that wrap on
 * the way end right, because the true sum fits int32 (family limit on k).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_i32x4.h"

enum { MR = 6, NV = 4 };

/* lane is a constant at every call; the instruction wants it as one. */
static inline QM_ALWAYS_INLINE vec mac(vec acc, vec rows, size_t lane, vec columns)
{
	const int8x16_t a = vreinterpretq_s8_s32(rows), b = vreinterpretq_s8_s32(columns);

	switch (lane) {
	case 0: return vdotq_laneq_s32(acc, b, a, 0);
	case 1: return vdotq_laneq_s32(acc, b, a, 1);
	case 2: return vdotq_laneq_s32(acc, b, a, 2);
	default: return vdotq_laneq_s32(acc, b, a, 3);
	}
}

#include "cpu/outer_lane.inc"

extern const struct qm_family qm_i8;
extern const struct qm_cpu_kernel i8_neondot;

const struct qm_cpu_kernel i8_neondot = {
	.base = {
		.name = "i8_neondot",
		.idea = "sdot by element, 6x16 tile",
		.family = &qm_i8,
		.tile = { MR, NR, 4 },
	},
	.a = &qm_pack_s8x4,
	.b = &qm_pack_s8x4,
	.run = run,
};
