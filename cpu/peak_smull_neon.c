/* peak_smull_neon.c - sixteen products of bytes by smull, smull2 and two sadalp.
 *
 * Armv8.0; four instructions.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_i32x4.h"

enum { CHAINS = 24 };

static inline vec mac(vec acc, vec x, vec y)
{
	const int8x16_t a = vreinterpretq_s8_s32(x), b = vreinterpretq_s8_s32(y);

	acc = vpadalq_s16(acc, vmull_s8(vget_low_s8(a), vget_low_s8(b)));
	return vpadalq_s16(acc, vmull_high_s8(a, b));
}

#include "cpu/peak.inc"

extern const struct qm_peak peak_smull_neon;

const struct qm_peak peak_smull_neon = {
	.name = "peak_smull_neon",
	.instruction = "smull",
	.format = "i8",
	.operands = "s8 x s8",
	.accumulator = "s32",
	.turn = 2 * 16 * CHAINS,
	.run = run,
};
