/* bf16dparm_neonbf16.c - four columns a register, two k a lane: bfdot by element.
 *
 * 6 x 16 tile: 24 sums, four registers of columns, two of rows, of 32.  Bound: two bfdot a
 * cycle (16 multiply-adds) on Neoverse N2, four on V1 and V2.
 * Exact: the family is the instruction; nothing depends on FPCR but its EBF bit, which Linux
 * clears.  What follows an odd k adds -0, which changes no sum.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_f32x4.h"

enum { MR = 6, NV = 4 };

/* lane is a constant at every call; the instruction wants it as one. */
static inline QM_ALWAYS_INLINE vec mac(vec acc, vec rows, size_t lane, vec columns)
{
	const bfloat16x8_t a = vreinterpretq_bf16_f32(rows), b = vreinterpretq_bf16_f32(columns);

	switch (lane) {
	case 0: return vbfdotq_laneq_f32(acc, b, a, 0);
	case 1: return vbfdotq_laneq_f32(acc, b, a, 1);
	case 2: return vbfdotq_laneq_f32(acc, b, a, 2);
	default: return vbfdotq_laneq_f32(acc, b, a, 3);
	}
}

#include "cpu/outer_lane.inc"

extern const struct qm_family qm_bf16dparm;
extern const struct qm_cpu_kernel bf16dparm_neonbf16;

const struct qm_cpu_kernel bf16dparm_neonbf16 = {
	.base = {
		.name = "bf16dparm_neonbf16",
		.idea = "bfdot by element, 6x16 tile",
		.family = &qm_bf16dparm,
		.tile = { MR, NR, 2 },
	},
	.a = &qm_pack_bf16x2_a,
	.b = &qm_pack_bf16x2,
	.run = run,
};
