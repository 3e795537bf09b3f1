/* s24_avx2.c - eight columns a register, four k a window: vpshufb, vpmaddwd.
 *
 * As i8_avx2.c both operands have 16 bits, because products of bytes saturate.  A window is
 * the four activations of a group, in every 64 bits of a register.  vpshufb picks the two
 * that a column keeps, and one vpmaddwd and vpaddd do what takes two of each for a dense
 * product.  The weights are widened in L1, once for all strips that meet them.
 * 5 x 16 tile: 10 sums, two registers of columns, two of indices, a row and a product, of
 * sixteen.  Bound: three instructions on three ports, where a dense product has four (Ice
 * Lake, Skylake): 1.33 times dense, 32 of the products that were asked for a cycle; 43
 * where four ports serve them (Zen 3 and later).
 * Reached (Zen 4, one thread): 1.27 times dense at 512 x 4096 x 4096.
 * Exact: |a * b| <= 2^14, a pair of products fits 16 bits and more.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_i32x8.h"

enum { MR = 5, NV = 2, PICKS = 1, ROW_STEP = 8, WORDS = 4, SPREAD = 2, FEW = 4 };

static inline vec window(const char *a)
{
	int64_t four;

	memcpy(&four, a, sizeof four);
	return _mm256_set1_epi64x(four);
}

static inline vec mac(vec acc, vec row, vec index, vec kept)
{
	return _mm256_add_epi32(acc, _mm256_madd_epi16(_mm256_shuffle_epi8(row, index), kept));
}

/* Two bytes of each word to 16 bits: each to the upper half, then shifted down. */
static inline QM_ALWAYS_INLINE vec kept_of(vec word, size_t s)
{
	const vec upper = _mm256_set_epi64x(
		(int64_t)(0x0D800C8009800880 + 0x0200020002000200 * s),
		(int64_t)(0x0580048001800080 + 0x0200020002000200 * s),
		(int64_t)(0x0D800C8009800880 + 0x0200020002000200 * s),
		(int64_t)(0x0580048001800080 + 0x0200020002000200 * s));

	return _mm256_srai_epi16(_mm256_shuffle_epi8(word, upper), 8);
}

/* Places of two bytes of word w, each twice, as the places of the bytes of 16 bits. */
static inline QM_ALWAYS_INLINE vec index_of(vec metadata, size_t w, size_t s)
{
	const vec twice = _mm256_set_epi64x(
		(int64_t)(0x0D0D0C0C09090808 + 0x0202020202020202 * s),
		(int64_t)(0x0505040401010000 + 0x0202020202020202 * s),
		(int64_t)(0x0D0D0C0C09090808 + 0x0202020202020202 * s),
		(int64_t)(0x0505040401010000 + 0x0202020202020202 * s));
	const vec places = _mm256_and_si256(_mm256_srlv_epi32(metadata, _mm256_set1_epi32((int)(2 * w))),
	                                    _mm256_set1_epi32(0x03030303));

	return _mm256_or_si256(_mm256_slli_epi32(_mm256_shuffle_epi8(places, twice), 1),
	                       _mm256_set1_epi32(0x01000100));
}

#include "cpu/sparse.inc"

extern const struct qm_family qm_s24;
extern const struct qm_cpu_kernel s24_avx2;

const struct qm_cpu_kernel s24_avx2 = {
	.base = {
		.name = "s24_avx2",
		.idea = "vpmaddwd ymm of values picked by vpshufb, 5x16 tile",
		.family = &qm_s24,
		.tile = { MR, NR, 4 },
	},
	.a = &qm_pack_s16x4,
	.b = &qm_pack_s24x32,
	.run = run,
	.decode = decode,
	.decoded = WORDS * SPREAD * 2 * WORD,
	.few_rows = FEW,
	.few = run,
};
