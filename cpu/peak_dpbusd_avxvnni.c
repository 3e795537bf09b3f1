/* peak_dpbusd_avxvnni.c - 32 products of bytes: vpdpbusd ymm, VEX encoding.
 *
 * Two a cycle.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_i32x8.h"

enum { CHAINS = 12 };

static inline vec mac(vec acc, vec x, vec y)
{
	return _mm256_dpbusd_avx_epi32(acc, x, y);
}

#include "cpu/peak.inc"

extern const struct qm_peak peak_dpbusd_avxvnni;

const struct qm_peak peak_dpbusd_avxvnni = {
	.name = "peak_dpbusd_avxvnni",
	.instruction = "vpdpbusd ymm (VEX)",
	.format = "i8",
	.operands = "u8 x s8",
	.accumulator = "s32",
	.turn = 2 * 32 * CHAINS,
	.run = run,
};
