/* f16_avx2.c - half-precision weights through vcvtph2ps, straight from memory.
 *
 * However many rows there are, weights are decoded on the way to the registers: to do it once
 * for all strips, and to store what comes of it, is slower even at m = 512 (Zen 4).  A is packed
 * as f32.
 * Bound: two vfmadd a cycle, as f32_avx2; with few rows the memory, two bytes a weight.
 * Reached (Zen 4, one thread): 94 % of two vfmadd at 512 x 4096 x 4096, 92 % with 16 rows.
 * Exact: vcvtph2ps is, subnormals included, and contract C1 is the fused multiply-add.
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
	for (size_t v = 0; v < NV; v++)
		to[v] = _mm256_cvtph_ps(
			_mm_loadu_si128((const void *)(b + v * LANES * COLUMN_STEP)));
}

#include "cpu/outer.inc"
#include "cpu/decode_rows.inc"

extern const struct qm_family qm_f16;
extern const struct qm_cpu_kernel f16_avx2;

const struct qm_cpu_kernel f16_avx2 = {
	.base = {
		.name = "f16_avx2",
		.idea = "vfmadd ymm, 6x16 tile, vcvtph2ps",
		.family = &qm_f16,
		.tile = { MR, NR, 1 },
	},
	.a = &qm_pack_f16_f32_rows,
	.b = &qm_pack_f16x1,
	.pack_a = pack_a,
	.run = run,
	.joins_last = true,
};
