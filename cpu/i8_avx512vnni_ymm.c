/* i8_avx512vnni_ymm.c - vpdpbusd on 256 bits, for cores whose clock falls or whose second port is missing at 512 bits.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/i8_dot_ymm.inc"

extern const struct qm_family qm_i8;
extern const struct qm_cpu_kernel i8_avx512vnni_ymm;

const struct qm_cpu_kernel i8_avx512vnni_ymm = {
	.base = {
		.name = "i8_avx512vnni_ymm",
		.idea = "vpdpbusd ymm (EVEX), 6x16 tile",
		.family = &qm_i8,
		.tile = { MR, NR, 4 },
	},
	.a = &qm_pack_s8x4_rows,
	.b = &qm_pack_u8x4,
	.starts = starts,
	.run = run,
	.joins_last = true,
};
