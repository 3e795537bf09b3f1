/* peak_fmla_neon.c - four multiply-adds of floats: fmla.
 *
 * Two a cycle on most cores, four on Neoverse V1 and V2.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_f32x4.h"

enum { CHAINS = 24 };

static inline vec mac(vec acc, vec x, vec y)
{
	return vfmaq_f32(acc, x, y);
}

#include "cpu/peak.inc"

extern const struct qm_peak peak_fmla_neon;

const struct qm_peak peak_fmla_neon = {
	.name = "peak_fmla_neon",
	.instruction = "fmla",
	.format = "f32",
	.operands = "f32 x f32",
	.accumulator = "f32",
	.turn = 2 * 4 * CHAINS,
	.run = run,
};
