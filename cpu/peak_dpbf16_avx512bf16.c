/* peak_dpbf16_avx512bf16.c - 32 products of BF16: vdpbf16ps zmm.
 *
 * Half the rate of vfmadd on some cores, the same on others.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_f32x16.h"

enum { CHAINS = 24 };

static inline vec mac(vec acc, vec x, vec y)
{
	return _mm512_dpbf16_ps(acc, (__m512bh)x, (__m512bh)y);
}

#include "cpu/peak.inc"

extern const struct qm_peak peak_dpbf16_avx512bf16;

const struct qm_peak peak_dpbf16_avx512bf16 = {
	.name = "peak_dpbf16_avx512bf16",
	.instruction = "vdpbf16ps zmm",
	.format = "bf16",
	.operands = "bf16 x bf16",
	.accumulator = "f32",
	.turn = 2 * 32 * CHAINS,
	.run = run,
};
