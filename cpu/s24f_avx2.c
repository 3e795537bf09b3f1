/* s24f_avx2.c - eight columns a register, four floats a window: vpshufb, vfmadd.
 *
 * A window is the four activations of a group, in both halves of a register; each column
 * picks one for the first weight that it keeps, then one for the second.  vpermilps would
 * pick as well, but Ice Lake has two ports for vpshufb and one for that.
 * 5 x 16 tile: 10 sums, two registers of columns, two of indices, a row and what was
 * picked, of sixteen.  Bound: two instructions on three ports where a dense product has two
 * vfmadd on two (Ice Lake, Alder Lake, Zen 3 and later): 1.5 times dense, 24 of the
 * products that were asked for a cycle; 1.0 where one port shuffles (Skylake).
 * Reached (Zen 4, one thread): 1.2 times f32_avx2 at 512 x 4096 x 4096.
 * Exact: contract C1 is vfmadd itself, lane by lane, over the weights that are kept.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_f32x8.h"

enum { MR = 5, NV = 2, PICKS = 2, ROW_STEP = 16, WORDS = 16, SPREAD = 1 };
enum { FEW = MR - 1 }; /* to decode takes registers, too many beside the sums of MR rows */

static inline vec window(const char *a)
{
	return _mm256_broadcast_ps((const void *)a);
}

static inline vec mac(vec acc, vec row, vec index, vec kept)
{
	const __m256i picked = _mm256_shuffle_epi8(_mm256_castps_si256(row),
	                                           _mm256_castps_si256(index));

	__asm__("vfmadd231ps %2, %1, %0" : "+x"(acc) : "x"(picked), "x"(kept));
	return acc;
}

static inline vec kept_of(vec word, size_t s)
{
	(void)s;
	return word;
}

/* The four bytes of the float that word w meets.  One of the constants is read from memory each
 * time: compilers would keep it in a register, and sums on the stack.
 */
static inline QM_ALWAYS_INLINE vec index_of(vec metadata, size_t w, size_t s)
{
	static const uint32_t four[8] = { 0x03020100, 0x03020100, 0x03020100, 0x03020100,
		                          0x03020100, 0x03020100, 0x03020100, 0x03020100 };
	const void *bytes = four;
	const __m256i lowest = _mm256_setr_epi8(0, 0, 0, 0, 4, 4, 4, 4, 8, 8, 8, 8, 12, 12, 12, 12,
	                                        0, 0, 0, 0, 4, 4, 4, 4, 8, 8, 8, 8, 12, 12, 12, 12);
	const __m256i place = _mm256_and_si256(
		_mm256_srlv_epi32(_mm256_castps_si256(metadata), _mm256_set1_epi32((int)(2 * w))),
		_mm256_set1_epi32(3));
	const __m256i byte = _mm256_slli_epi32(_mm256_shuffle_epi8(place, lowest), 2);

	(void)s;
	__asm__("" : "+r"(bytes));
	return _mm256_castsi256_ps(_mm256_or_si256(byte, _mm256_loadu_si256(bytes)));
}

#include "cpu/sparse.inc"

extern const struct qm_family qm_s24f;
extern const struct qm_cpu_kernel s24f_avx2;

const struct qm_cpu_kernel s24f_avx2 = {
	.base = {
		.name = "s24f_avx2",
		.idea = "vfmadd ymm of floats picked by vpshufb, 5x16 tile",
		.family = &qm_s24f,
		.tile = { MR, NR, 4 },
	},
	.a = &qm_pack_f32x4,
	.b = &qm_pack_s24fx32,
	.run = run,
	.decode = decode,
	.decoded = WORDS * SPREAD * 2 * WORD,
	.few_rows = FEW,
	.few = run,
};
