/* i4g64_neondot.c - 4-bit weights in groups of 64: sdot.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
enum { GROUP = 64 };

#include "cpu/i4_neondot.inc"

extern const struct qm_family qm_i4g64;
extern const struct qm_cpu_kernel i4g64_neondot;

const struct qm_cpu_kernel i4g64_neondot = {
	.base = {
		.name = "i4g64_neondot",
		.idea = "sdot by element, groups of 64, 6x16 tile",
		.family = &qm_i4g64,
		.tile = { MR, NR, GROUP },
	},
	.a = &qm_pack_s8g64,
	.b = &qm_pack_u4g64,
	.run = run,
	.decode = decode,
	.decoded = B_STEP,
	.few_rows = FEW_ROWS,
	.few = run,
};
