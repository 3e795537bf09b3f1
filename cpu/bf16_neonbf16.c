/* bf16_neonbf16.c - two k a lane: bfmlalb, then bfmlalt, by element.
 *
 * bfmlalb multiplies the lower halves of the words of the columns, the even k, bfmlalt the
 * upper halves, each by one half of a row's word.
 * 6 x 16 tile: 24 sums, four registers of columns, two of rows, of 32.  Bound: two a cycle
 * (8 multiply-adds) on Neoverse N2, four on V1 and V2, as for fmla; but both operands stay
 * at two bytes a value, and nothing is decoded.
 * Exact: both are fused and round once, subnormals honoured; contract C1 with the even k
 * first.  (bfdot and bfmmla round in a way of their own.)
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_f32x4.h"

enum { MR = 6, NV = 4 };

#define STEP_REGISTERS 6 /* four of columns */

/* lane is a constant at every call; the instructions want it as one. */
static inline QM_ALWAYS_INLINE vec mac(vec acc, vec rows, size_t lane, vec columns)
{
	const bfloat16x8_t a = vreinterpretq_bf16_f32(rows), b = vreinterpretq_bf16_f32(columns);

	switch (lane) {
	case 0: return vbfmlaltq_laneq_f32(vbfmlalbq_laneq_f32(acc, b, a, 0), b, a, 1);
	case 1: return vbfmlaltq_laneq_f32(vbfmlalbq_laneq_f32(acc, b, a, 2), b, a, 3);
	case 2: return vbfmlaltq_laneq_f32(vbfmlalbq_laneq_f32(acc, b, a, 4), b, a, 5);
	default: return vbfmlaltq_laneq_f32(vbfmlalbq_laneq_f32(acc, b, a, 6), b, a, 7);
	}
}

#include "cpu/outer_lane.inc"

extern const struct qm_family qm_bf16;
extern const struct qm_cpu_kernel bf16_neonbf16;

const struct qm_cpu_kernel bf16_neonbf16 = {
	.base = {
		.name = "bf16_neonbf16",
		.idea = "bfmlalb and bfmlalt by element, 6x16 tile",
		.family = &qm_bf16,
		.tile = { MR, NR, 2 },
	},
	.a = &qm_pack_bf16x2_a,
	.b = &qm_pack_bf16x2,
	.run = run,
};
