/* fp8e5m2_avx512.c - activations and weights in E5M2.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/e5m2_avx512.inc"
#include "cpu/decode_rows.inc"
#include "cpu/runs.h"

extern const struct qm_family qm_fp8e5m2;
extern const struct qm_cpu_kernel fp8e5m2_avx512;

const struct qm_cpu_kernel fp8e5m2_avx512 = {
	.base = {
		.name = "fp8e5m2_avx512",
		.idea = "vfmadd zmm, 12x32 tile, E5M2 by vcvtph2ps",
		.family = &qm_fp8e5m2,
		.tile = { MR, NR, 1 },
	},
	.a = &qm_pack_fp8e5m2_f32_rows,
	.b = &qm_pack_fp8e5m2x1,
	.pack_a = pack_a,
	.run = qm_run_f32_avx512,
	.decode = decode,
	.decoded = WORD,
	.few_rows = MR,
	.few_strip = MR / 2,
	.few = run,
};
