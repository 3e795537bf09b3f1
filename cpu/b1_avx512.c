/* b1_avx512.c - 32 columns a register, a byte of k in two lanes: vpshufb as a table of differences.
 *
 * For processors without vpopcntd (Skylake-X to Cooper Lake).
 * 12 x 64 tile: 24 sums, two registers of columns, one table, one product, of 32.  Bound:
 * 256 products are a shuffle and an addition: 256 a cycle where one pipe shuffles (Intel),
 * 512 where two do (Zen 5).
 * Reached (Zen 4, one thread): 91 to 95 % at 512 x 4096 x 4096, 91 % with 16 rows.  Of up to ALONE
 * last columns, up to twelve of sixteen cost 1.6 of the others each, and all of them as much as four
 * besides.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_i32x16.h"

enum { MR = 12, NV = 2, FEW = MR / 2, PAIRED = MR, ALONE = 40 };

/* Bytes that do not overflow carry nothing, so the sums may be of any width: gcc 12 spills
 * sums whose elements are not those of the register's type, 64 bits.
 */
static inline vec look_up(vec sums, vec table, vec x)
{
	return _mm512_add_epi64(sums, _mm512_shuffle_epi8(table, x));
}

typedef __m256i half_vec;

static inline vec widened(half_vec places)
{
	return _mm512_cvtepu16_epi32(places);
}

static inline vec sums_of_bytes(vec x, vec y)
{
	const vec eights = _mm512_maddubs_epi16(x, _mm512_set1_epi8(8));
	const vec ones = _mm512_maddubs_epi16(y, _mm512_set1_epi8(1));

	return _mm512_madd_epi16(_mm512_add_epi16(eights, ones), _mm512_set1_epi16(1));
}

static inline vec parity(vec x, vec y, vec z)
{
	return _mm512_ternarylogic_epi32(x, y, z, 0x96);
}

static inline vec majority(vec x, vec y, vec z)
{
	return _mm512_ternarylogic_epi32(x, y, z, 0xE8);
}

static inline vec both_lanes(vec even, vec odd)
{
	const vec first = _mm512_mask_shuffle_i64x2(even, 0xCC, odd, odd, _MM_SHUFFLE(2, 3, 0, 1));
	const vec second = _mm512_mask_shuffle_i64x2(odd, 0x33, even, even, _MM_SHUFFLE(2, 3, 0, 1));

	return _mm512_add_epi16(first, second);
}

static inline void in_order(vec lower, vec upper, vec columns[2])
{
	columns[0] = _mm512_shuffle_i64x2(lower, upper, _MM_SHUFFLE(1, 0, 1, 0));
	columns[1] = _mm512_shuffle_i64x2(lower, upper, _MM_SHUFFLE(3, 2, 3, 2));
}

#include "cpu/b1_shuffle.inc"

extern const struct qm_family qm_b1;
extern const struct qm_cpu_kernel b1_avx512;

const struct qm_cpu_kernel b1_avx512 = {
	.base = {
		.name = "b1_avx512",
		.idea = "vpshufb zmm by nibble, 12x64 tile",
		.family = &qm_b1,
		.tile = { MR, NR, KR },
	},
	.a = &qm_pack_b1x8_places,
	.b = &qm_pack_b1x16_nibbles,
	.run = run,
	.decode = decode,
	.decoded = 4,
	.few_rows = 8 * FEW,
	.few_strip = FEW,
	.few = few,
};
