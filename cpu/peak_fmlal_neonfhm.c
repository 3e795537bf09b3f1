/* peak_fmlal_neonfhm.c - four products of half precision, added in single: fmlal.
 *
 * The rate of fmla, from operands of half the size.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_f32x4.h"

enum { CHAINS = 24 };

static inline vec mac(vec acc, vec x, vec y)
{
	return vfmlalq_low_f16(acc, vreinterpretq_f16_f32(x), vreinterpretq_f16_f32(y));
}

#include "cpu/peak.inc"

extern const struct qm_peak peak_fmlal_neonfhm;

const struct qm_peak peak_fmlal_neonfhm = {
	.name = "peak_fmlal_neonfhm",
	.instruction = "fmlal",
	.format = "f16",
	.operands = "f16 x f16",
	.accumulator = "f32",
	.turn = 2 * 4 * CHAINS,
	.run = run,
};
