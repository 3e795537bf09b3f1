/* bf16_avx2.c - BF16 weights are the upper halves of f32: vpmovzxwd and a shift.
 *
 * Up to eight strips of rows read the packed weights and decode in registers; more rows share
 * a panel that was decoded once.  A is packed as f32.
 * Bound: two vfmadd a cycle, as f32_avx2; with few rows the memory, two bytes a weight.
 * Reached (Zen 4, one thread): 89 % at 512 x 4096 x 4096, 88 % with 16 rows.
 * Exact: f32 holds every BF16 number, and contract C1 is the fused multiply-add.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/fma_avx2.inc"

#define STEP_BYTES
#define STEP_COLUMNS
enum { ROW_STEP = 4, COLUMN_STEP = 2 };

static inline QM_ALWAYS_INLINE void load_columns(const char *b, vec to[NV])
{
	QM_UNROLL
	for (size_t v = 0; v < NV; v++) {
		const __m128i halves = _mm_loadu_si128((const void *)(b + v * LANES * COLUMN_STEP));
		const __m256i words = _mm256_cvtepu16_epi32(halves);

		to[v] = _mm256_castsi256_ps(_mm256_slli_epi32(words, 16));
	}
}

#include "cpu/outer.inc"
#include "cpu/decode_columns.inc"
#include "cpu/decode_rows.inc"
#include "cpu/runs.h"

extern const struct qm_family qm_bf16;
extern const struct qm_cpu_kernel bf16_avx2;

const struct qm_cpu_kernel bf16_avx2 = {
	.base = {
		.name = "bf16_avx2",
		.idea = "vfmadd ymm, 6x16 tile, vpmovzxwd and a shift",
		.family = &qm_bf16,
		.tile = { MR, NR, 1 },
	},
	.a = &qm_pack_bf16_f32_rows,
	.b = &qm_pack_bf16x1,
	.pack_a = pack_a,
	.run = qm_run_f32_avx2,
	.joins_last = true,
	.decode = decode,
	.decoded = WORD,
	.few_rows = 8 * MR,
	.few = run,
};
