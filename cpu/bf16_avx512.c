/* bf16_avx512.c - BF16 weights are the upper halves of f32: vpmovzxwd and a shift.
 *
 * Up to 48 rows read the packed weights and decode in registers, six rows and two panels at once:
 * what decodes stands among the multiply-adds then, where twelve rows of one panel have it ahead of
 * them, and reach 90 % of what six do (Zen 4).  More rows share a panel that was decoded once.  A is
 * packed as f32.
 * Bound: two vfmadd a cycle, as f32_avx512; with few rows the memory, two bytes a weight.
 * Reached (Zen 4, one thread): 93 % at 512 x 4096 x 4096 and with 16 rows.
 * Exact: f32 holds every BF16 number, and contract C1 is the fused multiply-add.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/fma_avx512.inc"

#define STEP_BYTES
#define STEP_COLUMNS
enum { ROW_STEP = 4, COLUMN_STEP = 2 };

static inline QM_ALWAYS_INLINE void load_columns(const char *b, vec to[NV])
{
	QM_UNROLL
	for (size_t v = 0; v < NV; v++) {
		const __m256i halves = _mm256_loadu_si256((const void *)(b + v * LANES * COLUMN_STEP));
		const __m512i words = _mm512_cvtepu16_epi32(halves);

		to[v] = _mm512_castsi512_ps(_mm512_slli_epi32(words, 16));
	}
}

#include "cpu/outer.inc"
#include "cpu/decode_columns.inc"
#include "cpu/decode_rows.inc"
#include "cpu/runs.h"

extern const struct qm_family qm_bf16;
extern const struct qm_cpu_kernel bf16_avx512;

const struct qm_cpu_kernel bf16_avx512 = {
	.base = {
		.name = "bf16_avx512",
		.idea = "vfmadd zmm, 12x32 tile, vpmovzxwd and a shift",
		.family = &qm_bf16,
		.tile = { MR, NR, 1 },
	},
	.a = &qm_pack_bf16_f32_rows,
	.b = &qm_pack_bf16x1,
	.pack_a = pack_a,
	.run = qm_run_f32_avx512,
	.decode = decode,
	.decoded = WORD,
	.few_rows = 4 * MR,
	.few_strip = MR / 2,
	.few = run,
};
