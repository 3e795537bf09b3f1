/* f16_avx512.c - half-precision weights through vcvtph2ps, straight from memory.
 *
 * Up to 48 rows read the packed weights and decode in registers, five rows and two panels at once:
 * what decodes stands among the multiply-adds then, where twelve rows of one panel have it ahead of
 * them, and reach 90 % of what five do (Zen 4).  More rows share a panel that was decoded once.  A is
 * packed as f32.
 * Bound: two vfmadd a cycle, as f32_avx512; with few rows the memory, two bytes a weight.
 * Reached (Zen 4, one thread): 93 % at 512 x 4096 x 4096, 89 % with 16 rows.
 * Exact: vcvtph2ps is, subnormals included, and contract C1 is the fused multiply-add.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/fma_avx512.inc"

#define STEP_BYTES
#define STEP_REGISTERS 3 /* of columns, and what clang 14 takes for a third */
#define STEP_COLUMNS
enum { ROW_STEP = 4, COLUMN_STEP = 2 };

static inline QM_ALWAYS_INLINE void load_columns(const char *b, vec to[NV])
{
	QM_UNROLL
	for (size_t v = 0; v < NV; v++)
		to[v] = _mm512_cvtph_ps(
			_mm256_loadu_si256((const void *)(b + v * LANES * COLUMN_STEP)));
}

#include "cpu/outer.inc"
#include "cpu/decode_columns.inc"
#include "cpu/decode_rows.inc"
#include "cpu/runs.h"

extern const struct qm_family qm_f16;
extern const struct qm_cpu_kernel f16_avx512;

const struct qm_cpu_kernel f16_avx512 = {
	.base = {
		.name = "f16_avx512",
		.idea = "vfmadd zmm, 12x32 tile, vcvtph2ps",
		.family = &qm_f16,
		.tile = { MR, NR, 1 },
	},
	.a = &qm_pack_f16_f32_rows,
	.b = &qm_pack_f16x1,
	.pack_a = pack_a,
	.run = qm_run_f32_avx512,
	.decode = decode,
	.decoded = WORD,
	.few_rows = 4 * MR,
	.few_strip = 5,
	.few = run,
};
