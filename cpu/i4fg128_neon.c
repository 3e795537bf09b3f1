/* i4fg128_neon.c - 4-bit weights in groups of 128 times floats: scvtf on 128 bits.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
enum { GROUP = 128 };

#include "cpu/i4f_neon.inc"
#include "cpu/runs.h"

extern const struct qm_family qm_i4fg128;
extern const struct qm_cpu_kernel i4fg128_neon;

const struct qm_cpu_kernel i4fg128_neon = {
	.base = {
		.name = "i4fg128_neon",
		.idea = "fmla, 6x16 tile, weights by scvtf, groups of 128",
		.family = &qm_i4fg128,
		.tile = { MR, NR, GROUP },
	},
	.a = &qm_pack_f32x1,
	.b = &qm_pack_u4g128,
	.run = qm_run_f32_neon,
	.decode = decode,
	.decoded = GROUP * WORD,
	.few_rows = FEW,
	.few = run,
};
