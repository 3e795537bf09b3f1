/* peak_nibble_avx2.c - 128 products of bits, looked up by nibble: vpshufb ymm and vpaddb.
 *
 * A byte of the table y says in how many of four places the bits of a nibble of x differ.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_i32x8.h"

enum { CHAINS = 12 };

static inline vec mac(vec acc, vec x, vec y)
{
	return _mm256_add_epi8(acc, _mm256_shuffle_epi8(y, x));
}

#include "cpu/peak.inc"

extern const struct qm_peak peak_nibble_avx2;

const struct qm_peak peak_nibble_avx2 = {
	.name = "peak_nibble_avx2",
	.instruction = "vpshufb ymm by nibble",
	.format = "b1",
	.operands = "1 bit x 1 bit",
	.accumulator = "u8",
	.turn = 2 * 128 * CHAINS,
	.run = run,
};
