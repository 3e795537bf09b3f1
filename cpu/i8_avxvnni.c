/* i8_avxvnni.c - vpdpbusd on 256 bits, with the VEX encoding of client processors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/i8_dot_ymm.inc"

extern const struct qm_family qm_i8;
extern const struct qm_cpu_kernel i8_avxvnni;

const struct qm_cpu_kernel i8_avxvnni = {
	.base = {
		.name = "i8_avxvnni",
		.idea = "vpdpbusd ymm (VEX), 6x16 tile",
		.family = &qm_i8,
		.tile = { MR, NR, 4 },
	},
	.a = &qm_pack_s8x4_rows,
	.b = &qm_pack_u8x4,
	.starts = starts,
	.run = run,
	.joins_last = true,
};
