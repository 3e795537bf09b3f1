/* peak_cnt_neon.c - 128 products of bits: eor, cnt and uadalp.
 *
 * Three instructions.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_u16x8.h"

enum { CHAINS = 24 };

static inline vec mac(vec acc, vec x, vec y)
{
	return vpadalq_u8(acc, vcntq_u8(vreinterpretq_u8_u16(veorq_u16(x, y))));
}

#include "cpu/peak.inc"

extern const struct qm_peak peak_cnt_neon;

const struct qm_peak peak_cnt_neon = {
	.name = "peak_cnt_neon",
	.instruction = "cnt",
	.format = "b1",
	.operands = "1 bit x 1 bit",
	.accumulator = "u16",
	.turn = 2 * 128 * CHAINS,
	.run = run,
};
