/* peak_fma_avx2.c - eight multiply-adds of floats: vfmadd ymm.
 *
 * Two a cycle on every core with AVX2 but the smallest.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_f32x8.h"

enum { CHAINS = 12 };

static inline vec mac(vec acc, vec x, vec y)
{
	return _mm256_fmadd_ps(x, y, acc);
}

#include "cpu/peak.inc"

extern const struct qm_peak peak_fma_avx2;

const struct qm_peak peak_fma_avx2 = {
	.name = "peak_fma_avx2",
	.instruction = "vfmadd ymm",
	.format = "f32",
	.operands = "f32 x f32",
	.accumulator = "f32",
	.turn = 2 * 8 * CHAINS,
	.run = run,
};
