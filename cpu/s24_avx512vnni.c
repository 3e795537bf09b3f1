/* s24_avx512vnni.c - sixteen columns a register, eight k a window: vpshufb, vpdpbusd.
 *
 * As s24_pick_ymm.inc, on 512 bits.
 * 12 x 32 tile: 24 sums, two registers of columns, two of indices, a row and what was
 * picked, of 32.  Bound: where two ports shuffle 512 bits and only one of them multiplies
 * (Zen 5) 1.5 times dense, 192 of the products that were asked for a cycle; where one port
 * shuffles and another multiplies (Ice Lake client, Zen 4 by halves) up to twice dense,
 * 128 a cycle; where the one that shuffles is one of the two that multiply (Ice Lake and
 * Sapphire Rapids servers) that of dense, 128 a cycle.  Even there it was no slower at any
 * size than expanding the weights for the dense loop: half the steps, and half the loads.
 * Reached (Zen 4, one thread): 1.37 times dense at 512 x 4096 x 4096.
 * Exact: the sum over the weights that are kept, as in i8_avx512vnni.c.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_i32x16.h"

#define NARROW

enum { MR = 12, NV = 2, PICKS = 1, ROW_STEP = 8, WORDS = 4, SPREAD = 1 };
enum { FEW = MR };

static inline vec window(const char *a)
{
	int64_t eight;

	memcpy(&eight, a, sizeof eight);
	return _mm512_set1_epi64(eight);
}

static inline vec mac(vec acc, vec row, vec index, vec kept)
{
	return _mm512_dpbusd_epi32(acc, _mm512_shuffle_epi8(row, index), kept);
}

static inline vec kept_of(vec word, size_t s)
{
	(void)s;
	return word;
}

/* The places of word w, of the second group behind the four values of the first:
 * (x & 3) | 4, by vpternlog with the table of (x & y) | z.
 */
static inline QM_ALWAYS_INLINE vec index_of(vec metadata, size_t w, size_t s)
{
	(void)s;
	return _mm512_ternarylogic_epi32(_mm512_srlv_epi32(metadata, _mm512_set1_epi32((int)(2 * w))),
	                                 _mm512_set1_epi32(0x03030303),
	                                 _mm512_set1_epi32(0x04040000), 0xEA);
}

static inline narrow_vec narrow_window(const char *a, size_t pick)
{
	int64_t eight;

	(void)pick;
	memcpy(&eight, a, sizeof eight);
	return (narrow_vec)_mm256_set1_epi64x(eight);
}

static inline narrow_vec narrow_mac(narrow_vec acc, narrow_vec row, narrow_vec index,
                                    narrow_vec kept)
{
	const __m256i picked = _mm256_shuffle_epi8((__m256i)row, (__m256i)index);

	return (narrow_vec)_mm256_dpbusd_epi32((__m256i)acc, picked, (__m256i)kept);
}

#include "cpu/sparse.inc"

extern const struct qm_family qm_s24;
extern const struct qm_cpu_kernel s24_avx512vnni;

const struct qm_cpu_kernel s24_avx512vnni = {
	.base = {
		.name = "s24_avx512vnni",
		.idea = "vpdpbusd zmm of bytes picked by vpshufb, 12x32 tile",
		.family = &qm_s24,
		.tile = { MR, NR, 8 },
	},
	.a = &qm_pack_u8x8,
	.b = &qm_pack_s24x32_sum,
	.run = run,
	.decode = decode,
	.decoded = WORDS * SPREAD * 2 * WORD,
	.heads_are_sums = true,
	.few_rows = FEW + 2, /* two strips; more are slower if weights come from memory */
	.few = run,
};
