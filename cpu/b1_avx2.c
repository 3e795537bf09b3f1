/* b1_avx2.c - 16 columns a register, a byte of k in two lanes: vpshufb as a table of differences.
 *
 * 6 x 32 tile: 12 sums, two registers of columns, one table, one product, of sixteen.  Bound:
 * 128 products are two instructions, of which one is a shuffle: 192 products a cycle on three
 * pipes of which two shuffle (Ice Lake and later), 256 where the additions have pipes of
 * their own (Zen 3 and later), 128 where one pipe shuffles (Skylake).
 * Reached (Zen 4, one thread): 78 to 82 % at 512 x 4096 x 4096, which is 1.3 times what
 * counting by vpshufb could give at most; 78 % with 16 rows.  Of up to ALONE last columns each costs
 * two of the others, and all of them as much as four besides.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_i32x8.h"

enum { MR = 6, NV = 2, FEW = 4, PAIRED = 5, ALONE = 12 };

/* Bytes that do not overflow carry nothing, so the sums may be of any width: gcc 12 spills
 * sums whose elements are not those of the register's type, 64 bits.
 */
static inline vec look_up(vec sums, vec table, vec x)
{
	return _mm256_add_epi64(sums, _mm256_shuffle_epi8(table, x));
}

typedef __m128i half_vec;

static inline vec widened(half_vec places)
{
	return _mm256_cvtepu16_epi32(places);
}

static inline vec sums_of_bytes(vec x, vec y)
{
	const vec eights = _mm256_maddubs_epi16(x, _mm256_set1_epi8(8));
	const vec ones = _mm256_maddubs_epi16(y, _mm256_set1_epi8(1));

	return _mm256_madd_epi16(_mm256_add_epi16(eights, ones), _mm256_set1_epi16(1));
}

static inline vec parity(vec x, vec y, vec z)
{
	return x ^ y ^ z;
}

static inline vec majority(vec x, vec y, vec z)
{
	return (x & y) | (z & (x ^ y));
}

static inline vec both_lanes(vec even, vec odd)
{
	return _mm256_add_epi16(_mm256_permute2x128_si256(even, odd, 0x20),
	                        _mm256_permute2x128_si256(even, odd, 0x31));
}

static inline void in_order(vec lower, vec upper, vec columns[2])
{
	columns[0] = lower;
	columns[1] = upper;
}

#include "cpu/b1_shuffle.inc"

extern const struct qm_family qm_b1;
extern const struct qm_cpu_kernel b1_avx2;

const struct qm_cpu_kernel b1_avx2 = {
	.base = {
		.name = "b1_avx2",
		.idea = "vpshufb ymm by nibble, 6x32 tile",
		.family = &qm_b1,
		.tile = { MR, NR, KR },
	},
	.a = &qm_pack_b1x8_places,
	.b = &qm_pack_b1x16_nibbles,
	.run = run,
	.decode = decode,
	.decoded = 4,
	.few_rows = 5 * FEW,
	.few_strip = FEW,
	.few = few,
};
