/* i4f_neon.c - 4-bit weights in groups of 32 times floats: scvtf on 128 bits.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
enum { GROUP = 32 };

#include "cpu/i4f_neon.inc"
#include "cpu/runs.h"

extern const struct qm_family qm_i4f;
extern const struct qm_cpu_kernel i4f_neon;

const struct qm_cpu_kernel i4f_neon = {
	.base = {
		.name = "i4f_neon",
		.idea = "fmla, 6x16 tile, weights by scvtf, groups of 32",
		.family = &qm_i4f,
		.tile = { MR, NR, GROUP },
	},
	.a = &qm_pack_f32x1,
	.b = &qm_pack_u4g32,
	.run = qm_run_f32_neon,
	.decode = decode,
	.decoded = GROUP * WORD,
	.few_rows = FEW,
	.few = run,
};
