/* fp8e5m2_avx2.c - activations and weights in E5M2.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/e5m2_avx2.inc"
#include "cpu/decode_rows.inc"
#include "cpu/runs.h"

extern const struct qm_family qm_fp8e5m2;
extern const struct qm_cpu_kernel fp8e5m2_avx2;

const struct qm_cpu_kernel fp8e5m2_avx2 = {
	.base = {
		.name = "fp8e5m2_avx2",
		.idea = "vfmadd ymm, 6x16 tile, E5M2 by vcvtph2ps",
		.family = &qm_fp8e5m2,
		.tile = { MR, NR, 1 },
	},
	.a = &qm_pack_fp8e5m2_f32_rows,
	.b = &qm_pack_fp8e5m2x1,
	.pack_a = pack_a,
	.run = qm_run_f32_avx2,
	.joins_last = true,
	.decode = decode,
	.decoded = WORD,
	.few_rows = 2 * MR,
	.few = run,
};
