/* i4_neoni8mm.c - 4-bit weights in groups of 32: smmla.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
enum { GROUP = 32 };

#include "cpu/i4_neoni8mm.inc"

extern const struct qm_family qm_i4;
extern const struct qm_cpu_kernel i4_neoni8mm;

const struct qm_cpu_kernel i4_neoni8mm = {
	.base = {
		.name = "i4_neoni8mm",
		.idea = "smmla, groups of 32, 6x8 tile of 2x2 blocks",
		.family = &qm_i4,
		.tile = { MR, NR, GROUP },
	},
	.a = &qm_pack_s8x8g32,
	.b = &qm_pack_u4g32,
	.run = run,
	.decode = decode,
	.decoded = B_STEP,
	.few_rows = FEW,
	.few = run,
};
