/* fp8mixed_avx512.c - activations in E4M3, weights in E5M2.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/e5m2_avx512.inc"
#include "cpu/runs.h"

#define LOAD_ROW 1

static inline QM_ALWAYS_INLINE void load_row(const char *codes, vec to[NV])
{
	floats_of_e4m3(codes, 0x1p8F, to);
}

#include "cpu/decode_rows.inc"

extern const struct qm_family qm_fp8mixed;
extern const struct qm_cpu_kernel fp8mixed_avx512;

const struct qm_cpu_kernel fp8mixed_avx512 = {
	.base = {
		.name = "fp8mixed_avx512",
		.idea = "vfmadd zmm, 12x32 tile, E5M2 by vcvtph2ps",
		.family = &qm_fp8mixed,
		.tile = { MR, NR, 1 },
	},
	.a = &qm_pack_fp8e4m3_f32_rows,
	.b = &qm_pack_fp8e5m2x1,
	.pack_a = pack_a,
	.run = qm_run_f32_avx512,
	.decode = decode,
	.decoded = WORD,
	.few_rows = MR,
	.few_strip = MR / 2,
	.few = run,
};
