/* i8_avx2.c - eight columns a register, two k a lane: vpmaddwd on 16-bit values.
 *
 * The 8-bit products of AVX2 (vpmaddubsw) saturate at 16 bits, so both operands are widened:
 * vpmaddwd + vpaddd are two instructions for 16 multiply-adds, as vpmaddubsw + vpmaddwd +
 * vpaddd are three for 32 but not exact.  A is widened when packed.  Weights stay bytes and
 * each step widens its two registers (vpmovsxbw): few rows, which wait for memory, are twice
 * as fast, and many lose 4 % (Zen 4); to widen a slice once for all strips costs those more.
 * 6 x 16 tile: 12 sums, two registers of columns, one of a row, one product, of sixteen.
 * Bound: 32 multiply-adds a cycle where vpmaddwd and vpaddd share no port (Zen 3 and
 * later), 24 where three ports serve both (Skylake, Ice Lake).
 * Reached (Zen 4, one thread): 94 % of vpmaddwd and vpaddd at 512 x 4096 x 4096, 96 % with 16
 * rows: vpmovsxbw is what it loses.
 * Exact: |a * b| <= 2^14, a pair of products fits 16 bits and more.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_i32x8.h"

#define IN_ROWS
#define STEP_BYTES
#define STEP_COLUMNS

enum { MR = 6, NV = 2, ROW_STEP = 4, COLUMN_STEP = 2 };

static inline QM_ALWAYS_INLINE void load_columns(const char *b, vec to[NV])
{
	QM_UNROLL
	for (size_t v = 0; v < NV; v++) {
		const void *const bytes = b + v * LANES * COLUMN_STEP;

		to[v] = _mm256_cvtepi8_epi16(_mm_loadu_si128(bytes));
	}
}

static inline vec mac(vec acc, vec row, vec columns)
{
	return _mm256_add_epi32(acc, _mm256_madd_epi16(row, columns));
}

#include "cpu/outer.inc"

extern const struct qm_family qm_i8;
extern const struct qm_cpu_kernel i8_avx2;

const struct qm_cpu_kernel i8_avx2 = {
	.base = {
		.name = "i8_avx2",
		.idea = "vpmaddwd ymm on widened values, 6x16 tile",
		.family = &qm_i8,
		.tile = { MR, NR, 2 },
	},
	.a = &qm_pack_s16x2_rows,
	.b = &qm_pack_s8x2,
	.run = run,
};
