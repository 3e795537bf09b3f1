/* b1_avx512.c - 64 columns a register, a nibble of k a byte: vpshufb as a table of differences.
 *
 * For processors without vpopcntd (Skylake-X to Cooper Lake).
 * 12 x 128 tile: 24 sums, two registers of columns, one table, one product, of 32.  Bound:
 * 256 products are a shuffle and an addition: 256 a cycle where one pipe shuffles (Intel),
 * 512 where two do (Zen 5).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_i32x16.h"

enum { MR = 12, NV = 2 };

static inline vec table_of(const void *at)
{
	return _mm512_broadcast_i32x4(_mm_load_si128(at));
}

/* Bytes that do not overflow carry nothing, so the sums may be of any width: gcc 12 spills
 * sums whose elements are not those of the register's type, 64 bits.
 */
static inline vec look_up(vec sums, vec table, vec x)
{
	return _mm512_add_epi64(sums, _mm512_shuffle_epi8(table, x));
}

static inline vec low(vec x)
{
	return _mm512_and_si512(x, _mm512_set1_epi8(15));
}

static inline vec high(vec x)
{
	return _mm512_and_si512(_mm512_srli_epi16(x, 4), _mm512_set1_epi8(15));
}

static inline QM_ALWAYS_INLINE vec widen(vec whole, vec sums, size_t byte)
{
	const vec low_byte = _mm512_set1_epi32(0xFF);

	switch (byte) {
	case 0: sums = _mm512_and_si512(sums, low_byte); break;
	case 1: sums = _mm512_and_si512(_mm512_srli_epi32(sums, 8), low_byte); break;
	case 2: sums = _mm512_and_si512(_mm512_srli_epi32(sums, 16), low_byte); break;
	default: sums = _mm512_srli_epi32(sums, 24); break;
	}
	return _mm512_add_epi32(whole, sums);
}

/* Of k products d are -1: k - 2 d. */
static inline vec finish(const struct qm_tile *t, vec d)
{
	return _mm512_sub_epi32(_mm512_set1_epi32((int)t->k), _mm512_slli_epi32(d, 1));
}

#include "cpu/b1_shuffle.inc"

extern const struct qm_family qm_b1;
extern const struct qm_cpu_kernel b1_avx512;

const struct qm_cpu_kernel b1_avx512 = {
	.base = {
		.name = "b1_avx512",
		.idea = "vpshufb zmm by nibble, 12x128 tile",
		.family = &qm_b1,
		.tile = { MR, NR, KR },
	},
	.a = &qm_pack_b1x4,
	.b = &qm_pack_b1x8_quarters,
	.run = run,
	.decode = decode,
	.decoded = 2,
	.few_rows = 1,
	.few = few,
};
