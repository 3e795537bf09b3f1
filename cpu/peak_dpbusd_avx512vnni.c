/* peak_dpbusd_avx512vnni.c - 64 products of bytes: vpdpbusd zmm.
 *
 * One a cycle, or two where the core has a second wide port.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_i32x16.h"

enum { CHAINS = 24 };

static inline vec mac(vec acc, vec x, vec y)
{
	return _mm512_dpbusd_epi32(acc, x, y);
}

#include "cpu/peak.inc"

extern const struct qm_peak peak_dpbusd_avx512vnni;

const struct qm_peak peak_dpbusd_avx512vnni = {
	.name = "peak_dpbusd_avx512vnni",
	.instruction = "vpdpbusd zmm",
	.format = "i8",
	.operands = "u8 x s8",
	.accumulator = "s32",
	.turn = 2 * 64 * CHAINS,
	.run = run,
};
