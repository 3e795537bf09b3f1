/* peak_maddwd_avx2.c - sixteen products of 16-bit integers: vpmaddwd ymm and vpaddd.
 *
 * What 8-bit integers are widened to where no instruction multiplies them exactly.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_i32x8.h"

enum { CHAINS = 12 };

static inline vec mac(vec acc, vec x, vec y)
{
	return _mm256_add_epi32(acc, _mm256_madd_epi16(x, y));
}

#include "cpu/peak.inc"

extern const struct qm_peak peak_maddwd_avx2;

const struct qm_peak peak_maddwd_avx2 = {
	.name = "peak_maddwd_avx2",
	.instruction = "vpmaddwd ymm",
	.format = "i8",
	.operands = "s16 x s16",
	.accumulator = "s32",
	.turn = 2 * 16 * CHAINS,
	.run = run,
};
