/* i4g64_neoni8mm.c - 4-bit weights in groups of 64: smmla.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
enum { GROUP = 64 };

#include "cpu/i4_neoni8mm.inc"

extern const struct qm_family qm_i4g64;
extern const struct qm_cpu_kernel i4g64_neoni8mm;

const struct qm_cpu_kernel i4g64_neoni8mm = {
	.base = {
		.name = "i4g64_neoni8mm",
		.idea = "smmla, groups of 64, 6x8 tile of 2x2 blocks",
		.family = &qm_i4g64,
		.tile = { MR, NR, GROUP },
	},
	.a = &qm_pack_s8x8g64,
	.b = &qm_pack_u4g64,
	.run = run,
	.decode = decode,
	.decoded = B_STEP,
	.few_rows = FEW,
	.few = run,
};
