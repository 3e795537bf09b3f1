/* i4g128_neondot.c - 4-bit weights in groups of 128: sdot.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
enum { GROUP = 128 };

#include "cpu/i4_neondot.inc"

extern const struct qm_family qm_i4g128;
extern const struct qm_cpu_kernel i4g128_neondot;

const struct qm_cpu_kernel i4g128_neondot = {
	.base = {
		.name = "i4g128_neondot",
		.idea = "sdot by element, groups of 128, 6x16 tile",
		.family = &qm_i4g128,
		.tile = { MR, NR, GROUP },
	},
	.a = &qm_pack_s8g128,
	.b = &qm_pack_u4g128,
	.run = run,
	.decode = decode,
	.decoded = B_STEP,
	.few_rows = FEW_ROWS,
	.few = run,
};
