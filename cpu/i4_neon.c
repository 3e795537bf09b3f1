/* i4_neon.c - 4-bit weights in groups of 32: smlal.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
enum { GROUP = 32 };

#include "cpu/i4_neon.inc"

extern const struct qm_family qm_i4;
extern const struct qm_cpu_kernel i4_neon;

const struct qm_cpu_kernel i4_neon = {
	.base = {
		.name = "i4_neon",
		.idea = "smlal, groups of 32, 6x16 tile",
		.family = &qm_i4,
		.tile = { MR, NR, GROUP },
	},
	.a = &qm_pack_s8g32,
	.b = &qm_pack_u4g32,
	.run = run,
	.decode = decode,
	.decoded = B_STEP,
	.few_rows = FEW_ROWS,
	.few = run,
};
