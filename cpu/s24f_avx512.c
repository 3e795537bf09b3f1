/* s24f_avx512.c - sixteen columns a register, sixteen floats a window: vpermps, vfmadd.
 *
 * A window is sixteen activations of a row, as they are: nothing is spread.  Of each column
 * eight weights in turn pick theirs from it by vpermps.
 * 12 x 32 tile: 24 sums, two registers of columns, two of indices, a row and what was
 * picked, of 32.  Bound: where two ports shuffle and only one of them multiplies (Zen 5)
 * 1.5 times dense, 48 of the products that were asked for a cycle; where the one port that
 * shuffles is one of two that multiply (Ice Lake and Sapphire Rapids servers) 32, no more
 * than dense.  There no dense loop over expanded weights is to be had instead: a product of
 * a zero is not always one.
 * Reached (Zen 4, one thread): 1.4 times f32_avx512 at 512 x 4096 x 4096.
 * Exact: contract C1 is vfmadd itself, lane by lane, over the weights that are kept; the
 * last window is filled up with -0, whose products with +0 leave every sum as it is.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_f32x16.h"

#define NARROW

enum { MR = 12, NV = 2, PICKS = 8, ROW_STEP = 64, WORDS = 16, SPREAD = 1 };
enum { FEW = MR };

static inline vec window(const char *a)
{
	return vec_load(a);
}

static inline vec mac(vec acc, vec row, vec index, vec kept)
{
	const vec picked = _mm512_permutexvar_ps(_mm512_castps_si512(index), row);

	__asm__("vfmadd231ps %2, %1, %0" : "+v"(acc) : "v"(picked), "v"(kept));
	return acc;
}

static inline vec kept_of(vec word, size_t s)
{
	(void)s;
	return word;
}

/* The place of word w in its window, two words for each group of four. */
static inline QM_ALWAYS_INLINE vec index_of(vec metadata, size_t w, size_t s)
{
	const __m512i place = _mm512_srlv_epi32(_mm512_castps_si512(metadata), _mm512_set1_epi32((int)(2 * w)));

	(void)s;
	return _mm512_castsi512_ps(_mm512_ternarylogic_epi32(
		place, _mm512_set1_epi32(3), _mm512_set1_epi32((int)(w % PICKS / 2 * 4)), 0xEA));
}

/* The half that has the pick's group of four.  vpermps of 256 bits goes by the lower three bits of
 * an index.  vpermt2ps would see both halves, but takes half as long again, from registers (Zen 4).
 */
static inline narrow_vec narrow_window(const char *a, size_t pick)
{
	return narrow_load(a + pick / (PICKS / 2) * (ROW_STEP / 2));
}

static inline narrow_vec narrow_mac(narrow_vec acc, narrow_vec row, narrow_vec index,
                                    narrow_vec kept)
{
	const narrow_vec picked = _mm256_permutevar8x32_ps(row, _mm256_castps_si256(index));

	__asm__("vfmadd231ps %2, %1, %0" : "+v"(acc) : "v"(picked), "v"(kept));
	return acc;
}

#include "cpu/sparse.inc"

extern const struct qm_family qm_s24f;
extern const struct qm_cpu_kernel s24f_avx512;

const struct qm_cpu_kernel s24f_avx512 = {
	.base = {
		.name = "s24f_avx512",
		.idea = "vfmadd zmm of floats picked by vpermps, 12x32 tile",
		.family = &qm_s24f,
		.tile = { MR, NR, 16 },
	},
	.a = &qm_pack_f32x16,
	.b = &qm_pack_s24fx32,
	.run = run,
	.decode = decode,
	.decoded = WORDS * SPREAD * 2 * WORD,
	.few_rows = FEW,
	.few = run,
};
