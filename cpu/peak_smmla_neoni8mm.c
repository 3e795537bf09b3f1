/* peak_smmla_neoni8mm.c - 32 products of bytes, 2x8 by 8x2: smmla.
 *
 * Twice sdot at the same rate.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_i32x4.h"

enum { CHAINS = 24 };

static inline vec mac(vec acc, vec x, vec y)
{
	return vmmlaq_s32(acc, vreinterpretq_s8_s32(x), vreinterpretq_s8_s32(y));
}

#include "cpu/peak.inc"

extern const struct qm_peak peak_smmla_neoni8mm;

const struct qm_peak peak_smmla_neoni8mm = {
	.name = "peak_smmla_neoni8mm",
	.instruction = "smmla",
	.format = "i8",
	.operands = "s8 x s8",
	.accumulator = "s32",
	.turn = 2 * 32 * CHAINS,
	.run = run,
};
