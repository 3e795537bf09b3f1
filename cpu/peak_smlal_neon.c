/* peak_smlal_neon.c - four products of 16-bit integers: smlal.
 *
 * What 8-bit integers are widened to where lanes of a register differ in their operands.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_i32x4.h"

enum { CHAINS = 24 };

static inline vec mac(vec acc, vec x, vec y)
{
	return vmlal_s16(acc, vget_low_s16(vreinterpretq_s16_s32(x)),
	                 vget_low_s16(vreinterpretq_s16_s32(y)));
}

#include "cpu/peak.inc"

extern const struct qm_peak peak_smlal_neon;

const struct qm_peak peak_smlal_neon = {
	.name = "peak_smlal_neon",
	.instruction = "smlal",
	.format = "i8",
	.operands = "s16 x s16",
	.accumulator = "s32",
	.turn = 2 * 4 * CHAINS,
	.run = run,
};
