/* bf16_avx512_pairs.c - two k a lane, as vdpbf16ps takes them: two vfmadd, exact on all data.
 *
 * The even k stands in the upper half of each word, which with the lower half cleared is an
 * f32; the odd k in the lower half, which a shift moves up.  bf16_avx512bf16 hands over to
 * this body where its own instruction would flush subnormals.
 * 12 x 32 tile: 24 sums, two registers of columns, one of a row.  Bound: two vfmadd a cycle,
 * but that 28 of 76 slots in two k split words; both operands at two bytes a value.
 * Reached (Zen 4, one thread): 79 % of two vfmadd at 512 x 4096 x 4096.
 * Exact: f32 holds every BF16 number; contract C1 is the fused multiply-add, even k first.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/bf16_rows.inc"
#include "cpu/lanes_f32x16.h"

enum { MR = 12, NV = 2 };

#define STEP_REGISTERS 6 /* columns as loaded and split, a row, and the mask */

#define IN_ROWS
#define NARROW
#define MAC_WORD

/* There are registers for both halves where a row meets one register of columns. */
static inline vec mac_word(vec acc, const char *word, vec columns)
{
	const vec row = vec_spread(word);

	acc = _mm512_fmadd_ps(vec_upper(row), vec_upper(columns), acc);
	return _mm512_fmadd_ps(vec_lower(row), vec_lower(columns), acc);
}

static inline narrow_vec narrow_mac(narrow_vec acc, narrow_vec row, narrow_vec columns)
{
	acc = _mm256_fmadd_ps(narrow_upper(row), narrow_upper(columns), acc);
	return _mm256_fmadd_ps(narrow_lower(row), narrow_lower(columns), acc);
}

#include "cpu/outer_tile.inc"
#include "cpu/spread_row.inc"
#include "cpu/runs.h"

static inline vec half_of(vec words, __m512i upper, size_t odd)
{
	const __m512i x = _mm512_castps_si512(words);

	return _mm512_castsi512_ps(odd ? _mm512_slli_epi32(x, 16) : _mm512_and_si512(x, upper));
}

/* Two k, one after the other.  Words are loaded anew for the second, as the barrier makes
 * sure: there are no registers to keep those of all rows.  The mask, too, is made anew in
 * each step, because compilers would else keep it on the stack.
 */
static inline QM_ALWAYS_INLINE void step(size_t rows, size_t panels, size_t b_panel,
                                         const char *a, size_t next_row, const char *b,
                                         vec acc[MR][MAX_PANELS * NV])
{
	uint32_t mask = 0xFFFF0000;
	vec columns[NV], row = vec_zero();

	__asm__ volatile("" : "+r"(mask));

	const __m512i upper = _mm512_set1_epi32((int)mask);

	QM_UNROLL
	for (size_t turn = 0; turn < 2 * panels; turn++) {
		const size_t odd = turn / panels, panel = turn % panels;
		const char *base = a;

		QM_UNROLL
		for (size_t v = 0; v < NV; v++)
			columns[v] = half_of(vec_load(b + panel * b_panel + v * LANES * WORD),
			                     upper, odd);
		QM_UNROLL
		for (size_t x = 0; x < rows * NV; x++) {
			const size_t i = x / NV, v = x % NV;

			if (v == 0)
				row = half_of(spread_row(&base, i, next_row), upper, odd);
			acc[i][panel * NV + v] =
				_mm512_fmadd_ps(row, columns[v], acc[i][panel * NV + v]);
		}
		__asm__ volatile("" ::: "memory");
	}
}

void qm_run_bf16_pairs_avx512(const struct qm_tile *t)
{
	run(t);
}

int qm_least_bf16_avx512(const void *codes, size_t rows, size_t row_bytes, size_t k)
{
	const size_t whole = k / LINE_VALUES * LINE_VALUES;
	packing least = begin_packing();

	for (size_t i = 0; i < rows; i++) {
		const char *const row = (const char *)codes + i * row_bytes;

		for (size_t p = 0; p < whole; p += LINE_VALUES)
			least = lesser(least, _mm512_loadu_si512(row + p * 2));
		least = lesser(least, rest_of_row(row + whole * 2, k - whole));
	}
	return found_by(least);
}

int qm_pack_bf16_pairs_avx512(const struct qm_matrix *a, size_t first, size_t rows, void *to)
{
	const size_t apart = qm_units_bytes(&qm_pack_bf16x2s_a_rows, a->k);
	const size_t whole = a->k / LINE_VALUES * LINE_VALUES;
	packing least = begin_packing();

	for (size_t i = 0; i < rows; i++) {
		const char *const from = (const char *)a->codes + (first + i) * a->row_bytes;
		char *const row = (char *)to + i * apart;
		size_t p = 0;

		for (; p < whole; p += LINE_VALUES)
			least = pack_line(least, from + p * 2, row + p * 2);
		/* The rest, if there is one, and a line of zeros where rows stand farther apart. */
		for (; p < apart / 2; p += LINE_VALUES)
			least = pack_rest(least, from + p * 2, p > whole ? 0 : a->k - whole, row + p * 2);
	}
	return found_by(least);
}

extern const struct qm_family qm_bf16;
extern const struct qm_cpu_kernel bf16_avx512_pairs;

const struct qm_cpu_kernel bf16_avx512_pairs = {
	.base = {
		.name = "bf16_avx512_pairs",
		.idea = "vfmadd zmm, 12x32 tile, both halves of a word",
		.family = &qm_bf16,
		.tile = { MR, NR, 2 },
	},
	.a = &qm_pack_bf16x2s_a_rows,
	.b = &qm_pack_bf16x2s,
	.pack_a = qm_pack_bf16_pairs_avx512,
	.run = run,
};
