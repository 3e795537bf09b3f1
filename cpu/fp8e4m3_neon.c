/* fp8e4m3_neon.c - activations and weights in E4M3.
 *
 * The sign and the seven other bits of an E4M3 code, moved to
 * where an f16 has them, are 2^-8 of its value, subnormals included; fcvtl does the rest,
 * and A holds 2^8 times its values.
 * The code of NaN looks like 480 then, so each column of weights starts from NaN if it has
 * one (kernels/pack_float.c).
 *
 * Up to one strip of rows reads the packed weights and decodes in registers; more rows share
 * a panel that was decoded once.  A is packed as f32.
 * Bound: that of f32_neon; with few rows the memory, one byte a weight.
 * Exact: scaling by 2^8 and 2^-8 is, and contract C1 is the fused multiply-add.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/fma_neon.inc"

#define STEP_BYTES
#define STEP_COLUMNS
#define STEP_REGISTERS 7 /* columns, and the halves they are made of */
enum { ROW_STEP = 4, COLUMN_STEP = 1 };

/* Eight codes: bit 14 is a copy of the sign, to be cleared. */
static inline float16x8_t halves_of(int8x8_t codes)
{
	const int16x8_t moved = vshll_n_s8(codes, 7);

	return vreinterpretq_f16_s16(vandq_s16(moved, vdupq_n_s16((int16_t)0xBF80)));
}

static inline QM_ALWAYS_INLINE void load_columns(const char *b, vec to[NV])
{
	const int8x16_t codes = vld1q_s8((const int8_t *)b);
	const float16x8_t low = halves_of(vget_low_s8(codes));
	const float16x8_t high = halves_of(vget_high_s8(codes));

	to[0] = vcvt_f32_f16(vget_low_f16(low));
	to[1] = vcvt_high_f32_f16(low);
	to[2] = vcvt_f32_f16(vget_low_f16(high));
	to[3] = vcvt_high_f32_f16(high);
}

#include "cpu/outer_lane.inc"
#include "cpu/decode_columns.inc"
#include "cpu/runs.h"

extern const struct qm_family qm_fp8e4m3;
extern const struct qm_cpu_kernel fp8e4m3_neon;

const struct qm_cpu_kernel fp8e4m3_neon = {
	.base = {
		.name = "fp8e4m3_neon",
		.idea = "fmla by element, 6x16 tile, E4M3 by fcvtl",
		.family = &qm_fp8e4m3,
		.tile = { MR, NR, 1 },
	},
	.a = &qm_pack_fp8e4m3_f32s8,
	.b = &qm_pack_fp8e4m3x1,
	.run = qm_run_f32_neon,
	.decode = decode,
	.decoded = WORD,
	.heads_are_sums = true,
	.few_rows = MR,
	.few = run,
};
