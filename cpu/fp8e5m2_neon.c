/* fp8e5m2_neon.c - activations and weights in E5M2.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/e5m2_neon.inc"
#include "cpu/runs.h"

extern const struct qm_family qm_fp8e5m2;
extern const struct qm_cpu_kernel fp8e5m2_neon;

const struct qm_cpu_kernel fp8e5m2_neon = {
	.base = {
		.name = "fp8e5m2_neon",
		.idea = "fmla by element, 6x16 tile, E5M2 by fcvtl",
		.family = &qm_fp8e5m2,
		.tile = { MR, NR, 1 },
	},
	.a = &qm_pack_fp8e5m2_f32,
	.b = &qm_pack_fp8e5m2x1,
	.run = qm_run_f32_neon,
	.decode = decode,
	.decoded = WORD,
	.few_rows = MR,
	.few = run,
};
