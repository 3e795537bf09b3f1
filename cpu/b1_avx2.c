/* b1_avx2.c - 32 columns a register, a nibble of k a byte: vpshufb as a table of differences.
 *
 * 6 x 64 tile: 12 sums, two registers of columns, one table, one product, of sixteen.  Bound:
 * 128 products are two instructions, of which one is a shuffle: 192 products a cycle on three
 * pipes of which two shuffle (Ice Lake and later), 256 where the additions have pipes of
 * their own (Zen 3 and later), 128 where one pipe shuffles (Skylake).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_i32x8.h"

enum { MR = 6, NV = 2 };

static inline vec table_of(const void *at)
{
	return _mm256_broadcastsi128_si256(_mm_load_si128(at));
}

/* Bytes that do not overflow carry nothing, so the sums may be of any width: gcc 12 spills
 * sums whose elements are not those of the register's type, 64 bits.
 */
static inline vec look_up(vec sums, vec table, vec x)
{
	return _mm256_add_epi64(sums, _mm256_shuffle_epi8(table, x));
}

static inline vec low(vec x)
{
	return _mm256_and_si256(x, _mm256_set1_epi8(15));
}

static inline vec high(vec x)
{
	return _mm256_and_si256(_mm256_srli_epi16(x, 4), _mm256_set1_epi8(15));
}

static inline QM_ALWAYS_INLINE vec widen(vec whole, vec sums, size_t byte)
{
	const vec low_byte = _mm256_set1_epi32(0xFF);

	switch (byte) {
	case 0: sums = _mm256_and_si256(sums, low_byte); break;
	case 1: sums = _mm256_and_si256(_mm256_srli_epi32(sums, 8), low_byte); break;
	case 2: sums = _mm256_and_si256(_mm256_srli_epi32(sums, 16), low_byte); break;
	default: sums = _mm256_srli_epi32(sums, 24); break;
	}
	return _mm256_add_epi32(whole, sums);
}

/* Of k products d are -1: k - 2 d. */
static inline vec finish(const struct qm_tile *t, vec d)
{
	return _mm256_sub_epi32(_mm256_set1_epi32((int)t->k), _mm256_slli_epi32(d, 1));
}

#include "cpu/b1_shuffle.inc"

extern const struct qm_family qm_b1;
extern const struct qm_cpu_kernel b1_avx2;

const struct qm_cpu_kernel b1_avx2 = {
	.base = {
		.name = "b1_avx2",
		.idea = "vpshufb ymm by nibble, 6x64 tile",
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
