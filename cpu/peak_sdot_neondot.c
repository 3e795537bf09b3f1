/* peak_sdot_neondot.c - sixteen products of bytes: sdot.
 *
 * Two a cycle on most cores, four on Neoverse V1 and V2.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_i32x4.h"

enum { CHAINS = 24 };

static inline vec mac(vec acc, vec x, vec y)
{
	return vdotq_s32(acc, vreinterpretq_s8_s32(x), vreinterpretq_s8_s32(y));
}

#include "cpu/peak.inc"

extern const struct qm_peak peak_sdot_neondot;

const struct qm_peak peak_sdot_neondot = {
	.name = "peak_sdot_neondot",
	.instruction = "sdot",
	.format = "i8",
	.operands = "s8 x s8",
	.accumulator = "s32",
	.turn = 2 * 16 * CHAINS,
	.run = run,
};
