/* peak_maddubs_avx2.c - 32 products of bytes, added at 16 bits: vpmaddubsw ymm and vpaddw.
 *
 * Exact for narrow values only, such as 4-bit weights.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_i32x8.h"

enum { CHAINS = 12 };

static inline vec mac(vec acc, vec x, vec y)
{
	return _mm256_add_epi16(acc, _mm256_maddubs_epi16(x, y));
}

#include "cpu/peak.inc"

extern const struct qm_peak peak_maddubs_avx2;

const struct qm_peak peak_maddubs_avx2 = {
	.name = "peak_maddubs_avx2",
	.instruction = "vpmaddubsw ymm",
	.format = "i4",
	.operands = "u8 x s8",
	.accumulator = "s16",
	.turn = 2 * 32 * CHAINS,
	.run = run,
};
