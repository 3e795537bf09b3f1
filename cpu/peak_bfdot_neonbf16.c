/* peak_bfdot_neonbf16.c - eight products of BF16: bfdot.
 *
 * Twice fmla, with a rounding of its own.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_f32x4.h"

enum { CHAINS = 24 };

static inline vec mac(vec acc, vec x, vec y)
{
	return vbfdotq_f32(acc, vreinterpretq_bf16_f32(x), vreinterpretq_bf16_f32(y));
}

#include "cpu/peak.inc"

extern const struct qm_peak peak_bfdot_neonbf16;

const struct qm_peak peak_bfdot_neonbf16 = {
	.name = "peak_bfdot_neonbf16",
	.instruction = "bfdot",
	.format = "bf16",
	.operands = "bf16 x bf16",
	.accumulator = "f32",
	.turn = 2 * 8 * CHAINS,
	.run = run,
};
