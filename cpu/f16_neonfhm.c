/* f16_neonfhm.c - four columns a register of sums: fmlal by element.
 *
 * fmlal multiplies the four halves in the lower part of a register by one half of a row, so
 * each load brings four columns.  Rows are words with a half in the lower part: the element
 * of row i is 2 * i.
 * 6 x 16 tile: 24 sums, four registers of columns, two of rows, of 32.  Bound: two fmlal a
 * cycle (8 multiply-adds) on Neoverse N2, four on V1 and V2, as for fmla; but nothing is
 * decoded.
 * Exact: fmlal is fused and rounds once, subnormals honoured: contract C1.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_f32x4.h"

enum { MR = 6, NV = 4 };

#define STEP_BYTES
#define STEP_COLUMNS
#define STEP_REGISTERS 6 /* four of columns */
enum { ROW_STEP = 4, COLUMN_STEP = 2 };

static inline QM_ALWAYS_INLINE void load_columns(const char *b, vec to[NV])
{
	QM_UNROLL
	for (size_t v = 0; v < NV; v++) {
		const uint16_t *const from = (const uint16_t *)(const void *)b + v * LANES;

		to[v] = vreinterpretq_f32_u16(vcombine_u16(vld1_u16(from), vdup_n_u16(0)));
	}
}

/* lane is a constant at every call; the instruction wants it as one. */
static inline QM_ALWAYS_INLINE vec mac(vec acc, vec rows, size_t lane, vec columns)
{
	const float16x8_t a = vreinterpretq_f16_f32(rows), b = vreinterpretq_f16_f32(columns);

	switch (lane) {
	case 0: return vfmlalq_laneq_low_f16(acc, b, a, 0);
	case 1: return vfmlalq_laneq_low_f16(acc, b, a, 2);
	case 2: return vfmlalq_laneq_low_f16(acc, b, a, 4);
	default: return vfmlalq_laneq_low_f16(acc, b, a, 6);
	}
}

#include "cpu/outer_lane.inc"

extern const struct qm_family qm_f16;
extern const struct qm_cpu_kernel f16_neonfhm;

const struct qm_cpu_kernel f16_neonfhm = {
	.base = {
		.name = "f16_neonfhm",
		.idea = "fmlal by element, 6x16 tile",
		.family = &qm_f16,
		.tile = { MR, NR, 1 },
	},
	.a = &qm_pack_f16_word,
	.b = &qm_pack_f16x1,
	.run = run,
};
