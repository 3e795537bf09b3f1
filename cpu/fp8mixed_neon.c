/* fp8mixed_neon.c - activations in E4M3, weights in E5M2.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/e5m2_neon.inc"
#include "cpu/runs.h"

extern const struct qm_family qm_fp8mixed;
extern const struct qm_cpu_kernel fp8mixed_neon;

const struct qm_cpu_kernel fp8mixed_neon = {
	.base = {
		.name = "fp8mixed_neon",
		.idea = "fmla by element, 6x16 tile, E5M2 by fcvtl",
		.family = &qm_fp8mixed,
		.tile = { MR, NR, 1 },
	},
	.a = &qm_pack_fp8e4m3_f32,
	.b = &qm_pack_fp8e5m2x1,
	.run = qm_run_f32_neon,
	.decode = decode,
	.decoded = WORD,
	.few_rows = MR,
	.few = run,
};
