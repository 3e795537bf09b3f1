/* peak_fma_avx512.c - sixteen multiply-adds of floats: vfmadd zmm.
 *
 * One a cycle, or two where the core has a second wide port.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_f32x16.h"

enum { CHAINS = 24 };

static inline vec mac(vec acc, vec x, vec y)
{
	return _mm512_fmadd_ps(x, y, acc);
}

#include "cpu/peak.inc"

extern const struct qm_peak peak_fma_avx512;

const struct qm_peak peak_fma_avx512 = {
	.name = "peak_fma_avx512",
	.instruction = "vfmadd zmm",
	.format = "f32",
	.operands = "f32 x f32",
	.accumulator = "f32",
	.turn = 2 * 16 * CHAINS,
	.run = run,
};
