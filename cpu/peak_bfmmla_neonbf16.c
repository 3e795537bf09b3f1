/* peak_bfmmla_neonbf16.c - sixteen products of BF16, 2x4 by 4x2: bfmmla.
 *
 * Twice bfdot, with the same rounding.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_f32x4.h"

enum { CHAINS = 24 };

static inline vec mac(vec acc, vec x, vec y)
{
	return vbfmmlaq_f32(acc, vreinterpretq_bf16_f32(x), vreinterpretq_bf16_f32(y));
}

#include "cpu/peak.inc"

extern const struct qm_peak peak_bfmmla_neonbf16;

const struct qm_peak peak_bfmmla_neonbf16 = {
	.name = "peak_bfmmla_neonbf16",
	.instruction = "bfmmla",
	.format = "bf16",
	.operands = "bf16 x bf16",
	.accumulator = "f32",
	.turn = 2 * 16 * CHAINS,
	.run = run,
};
