/* bf16_neon.c - BF16 weights are the upper halves of f32: zip with zero.
 *
 * Up to one strip of rows reads the packed weights and decodes in registers; more rows share
 * a panel that was decoded once.  A is packed as f32.
 * Bound: that of f32_neon; with few rows the memory, two bytes a weight.
 * Exact: f32 holds every BF16 number, and contract C1 is the fused multiply-add.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/fma_neon.inc"

#define STEP_BYTES
#define STEP_COLUMNS
enum { ROW_STEP = 4, COLUMN_STEP = 2 };

static inline QM_ALWAYS_INLINE void load_columns(const char *b, vec to[NV])
{
	const uint16_t *const from = (const void *)b;

	QM_UNROLL
	for (size_t v = 0; v < NV; v += 2) {
		const uint16x8_t halves = vld1q_u16(from + v * LANES), zero = vdupq_n_u16(0);

		to[v] = vreinterpretq_f32_u16(vzip1q_u16(zero, halves));
		to[v + 1] = vreinterpretq_f32_u16(vzip2q_u16(zero, halves));
	}
}

#include "cpu/outer_lane.inc"
#include "cpu/decode_columns.inc"
#include "cpu/runs.h"

extern const struct qm_family qm_bf16;
extern const struct qm_cpu_kernel bf16_neon;

const struct qm_cpu_kernel bf16_neon = {
	.base = {
		.name = "bf16_neon",
		.idea = "fmla by element, 6x16 tile, zip with zero",
		.family = &qm_bf16,
		.tile = { MR, NR, 1 },
	},
	.a = &qm_pack_bf16_f32,
	.b = &qm_pack_bf16x1,
	.run = qm_run_f32_neon,
	.decode = decode,
	.decoded = WORD,
	.few_rows = MR,
	.few = run,
};
