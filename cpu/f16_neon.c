/* f16_neon.c - half-precision weights through fcvtl, straight from memory.
 *
 * Up to one strip of rows reads the packed weights and decodes in registers; more rows share
 * a panel that was decoded once.  A is packed as f32.
 * Bound: that of f32_neon; with few rows the memory, two bytes a weight.
 * Exact: fcvtl is, subnormals included, and contract C1 is the fused multiply-add.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/fma_neon.inc"

#define STEP_BYTES
#define STEP_COLUMNS
enum { ROW_STEP = 4, COLUMN_STEP = 2 };

static inline QM_ALWAYS_INLINE void load_columns(const char *b, vec to[NV])
{
	QM_UNROLL
	for (size_t v = 0; v < NV; v += 2) {
		const uint16_t *const from = (const uint16_t *)(const void *)b + v * LANES;
		const float16x8_t halves = vreinterpretq_f16_u16(vld1q_u16(from));

		to[v] = vcvt_f32_f16(vget_low_f16(halves));
		to[v + 1] = vcvt_high_f32_f16(halves);
	}
}

#include "cpu/outer_lane.inc"
#include "cpu/decode_columns.inc"
#include "cpu/runs.h"

extern const struct qm_family qm_f16;
extern const struct qm_cpu_kernel f16_neon;

const struct qm_cpu_kernel f16_neon = {
	.base = {
		.name = "f16_neon",
		.idea = "fmla by element, 6x16 tile, fcvtl",
		.family = &qm_f16,
		.tile = { MR, NR, 1 },
	},
	.a = &qm_pack_f16_f32,
	.b = &qm_pack_f16x1,
	.run = qm_run_f32_neon,
	.decode = decode,
	.decoded = WORD,
	.few_rows = MR,
	.few = run,
};
