/* peak_popcnt_avx512vpopcnt.c - 512 products of bits: vpxord, vpopcntd zmm and vpaddd.
 *
 * Three instructions, of which one or two pipes take the second.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_i32x16.h"

enum { CHAINS = 24 };

static inline vec mac(vec acc, vec x, vec y)
{
	return _mm512_add_epi32(acc, _mm512_popcnt_epi32(_mm512_xor_si512(x, y)));
}

#include "cpu/peak.inc"

extern const struct qm_peak peak_popcnt_avx512vpopcnt;

const struct qm_peak peak_popcnt_avx512vpopcnt = {
	.name = "peak_popcnt_avx512vpopcnt",
	.instruction = "vpopcntd zmm",
	.format = "b1",
	.operands = "1 bit x 1 bit",
	.accumulator = "s32",
	.turn = 2 * 512 * CHAINS,
	.run = run,
};
