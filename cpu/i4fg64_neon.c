/* i4fg64_neon.c - 4-bit weights in groups of 64 times floats: scvtf on 128 bits.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
enum { GROUP = 64 };

#include "cpu/i4f_neon.inc"
#include "cpu/runs.h"

extern const struct qm_family qm_i4fg64;
extern const struct qm_cpu_kernel i4fg64_neon;

const struct qm_cpu_kernel i4fg64_neon = {
	.base = {
		.name = "i4fg64_neon",
		.idea = "fmla, 6x16 tile, weights by scvtf, groups of 64",
		.family = &qm_i4fg64,
		.tile = { MR, NR, GROUP },
	},
	.a = &qm_pack_f32x1,
	.b = &qm_pack_u4g64,
	.run = qm_run_f32_neon,
	.decode = decode,
	.decoded = GROUP * WORD,
	.few_rows = FEW,
	.few = run,
};
