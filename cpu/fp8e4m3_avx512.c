/* fp8e4m3_avx512.c - activations and weights in E4M3.
 *
 * The sign and the seven other bits of an E4M3 code, moved to
 * where an f16 has them, are 2^-8 of its value, subnormals included; vcvtph2ps does the
 * rest, and A holds 2^8 times its values.
 * The code of NaN looks like 480 then, so each column of weights starts from NaN if it has
 * one (kernels/pack_float.c).
 *
 * Up to one strip of rows reads the packed weights and decodes in registers; more rows share
 * a panel that was decoded once.  A is packed as f32.
 * Bound: two vfmadd a cycle, as f32_avx512; with few rows the memory, one byte a weight.
 * Reached (Zen 4, one thread): 93 % at 512 x 4096 x 4096, 80 % with 16 rows, which do not
 * repay decoding.
 * Exact: scaling by 2^8 and 2^-8 is, and contract C1 is the fused multiply-add.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/fma_avx512.inc"
#include "cpu/fp8_zmm.inc"

#define STEP_BYTES
#define STEP_COLUMNS
#define STEP_REGISTERS 6 /* codes, halves, columns made of them, and the mask */
enum { ROW_STEP = 4, COLUMN_STEP = 1 };

static inline QM_ALWAYS_INLINE void load_columns(const char *b, vec to[NV])
{
	floats_of_halves(halves_of_e4m3(b), to);
}

#include "cpu/outer.inc"
#include "cpu/decode_columns.inc"
#include "cpu/runs.h"

#define LOAD_ROW 1

/* Of activations, 2^8 times their values. */
static inline QM_ALWAYS_INLINE void load_row(const char *codes, vec to[NV])
{
	floats_of_e4m3(codes, 0x1p16F, to);
}

#include "cpu/decode_rows.inc"

extern const struct qm_family qm_fp8e4m3;
extern const struct qm_cpu_kernel fp8e4m3_avx512;

const struct qm_cpu_kernel fp8e4m3_avx512 = {
	.base = {
		.name = "fp8e4m3_avx512",
		.idea = "vfmadd zmm, 12x32 tile, E4M3 by vcvtph2ps",
		.family = &qm_fp8e4m3,
		.tile = { MR, NR, 1 },
	},
	.a = &qm_pack_fp8e4m3_f32s8_rows,
	.b = &qm_pack_fp8e4m3x1,
	.pack_a = pack_a,
	.run = qm_run_f32_avx512,
	.decode = decode,
	.decoded = WORD,
	.heads_are_sums = true,
	.few_rows = MR,
	.few = run,
};
