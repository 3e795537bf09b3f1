/* i4_avxvnni.c - 4-bit weights in groups of 32: vpdpbusd with the VEX encoding.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
enum { GROUP = 32 };

#include "cpu/i4_dot_ymm.inc"
#include "cpu/i4_rows.inc"

extern const struct qm_family qm_i4;
extern const struct qm_cpu_kernel i4_avxvnni;

const struct qm_cpu_kernel i4_avxvnni = {
	.base = {
		.name = "i4_avxvnni",
		.idea = "vpdpbusd ymm (VEX), groups of 32, 6x16 tile",
		.family = &qm_i4,
		.tile = { MR, NR, GROUP },
	},
	.a = &qm_pack_s8g32,
	.b = &qm_pack_u4g32,
	.pack_a = pack_a,
	.run = run,
	.decode = decode,
	.decoded = B_STEP,
	.few_rows = FEW_ROWS,
	.few_strip = FEW,
	.few = run,
};
