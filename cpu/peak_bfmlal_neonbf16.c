/* peak_bfmlal_neonbf16.c - four products of BF16, each rounded once: bfmlalb.
 *
 * The rate of fmla, from operands of half the size.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_f32x4.h"

enum { CHAINS = 24 };

static inline vec mac(vec acc, vec x, vec y)
{
	return vbfmlalbq_f32(acc, vreinterpretq_bf16_f32(x), vreinterpretq_bf16_f32(y));
}

#include "cpu/peak.inc"

extern const struct qm_peak peak_bfmlal_neonbf16;

const struct qm_peak peak_bfmlal_neonbf16 = {
	.name = "peak_bfmlal_neonbf16",
	.instruction = "bfmlalb",
	.format = "bf16",
	.operands = "bf16 x bf16",
	.accumulator = "f32",
	.turn = 2 * 4 * CHAINS,
	.run = run,
};
