/* b1_avx512.c - 32 columns a register, a byte of k in two lanes: vpshufb as a table of differences.
 *
 * For processors without vpopcntd (Skylake-X to Cooper Lake).
 * 12 x 64 tile: 24 sums, two registers of columns, one table, one product, of 32.  Bound:
 * 256 products are a shuffle and an addition: 256 a cycle where one pipe shuffles (Intel),
 * 512 where two do (Zen 5).
 * Reached (Zen 4, one thread): 91 to 95 % at 512 x 4096 x 4096, 91 % with 16 rows.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_i32x16.h"

#define NARROW
#define NARROW_ALONE

enum { MR = 12, NV = 2, FEW = MR / 2, PAIRED = MR };

/* Bytes that do not overflow carry nothing, so the sums may be of any width: gcc 12 spills
 * sums whose elements are not those of the register's type, 64 bits.
 */
static inline vec look_up(vec sums, vec table, vec x)
{
	return _mm512_add_epi64(sums, _mm512_shuffle_epi8(table, x));
}

typedef __m256i narrow_sums;

static inline narrow_sums narrow_look_up(narrow_sums sums, narrow_vec table, narrow_vec x)
{
	return _mm256_add_epi64(sums, _mm256_shuffle_epi8((__m256i)table, (__m256i)x));
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
