/* peak_nibble_avx512.c - 256 products of bits, looked up by nibble: vpshufb zmm and vpaddb.
 *
 * A byte of the table y says in how many of four places the bits of a nibble of x differ.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_i32x16.h"

enum { CHAINS = 24 };

static inline vec mac(vec acc, vec x, vec y)
{
	return _mm512_add_epi8(acc, _mm512_shuffle_epi8(y, x));
}

#include "cpu/peak.inc"

extern const struct qm_peak peak_nibble_avx512;

const struct qm_peak peak_nibble_avx512 = {
	.name = "peak_nibble_avx512",
	.instruction = "vpshufb zmm by nibble",
	.format = "b1",
	.operands = "1 bit x 1 bit",
	.accumulator = "u8",
	.turn = 2 * 256 * CHAINS,
	.run = run,
};
