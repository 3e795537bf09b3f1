/* i4g128_avx512vnni.c - 4-bit weights in groups of 128: vpdpbusd on 512 bits.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
enum { GROUP = 128 };

#include "cpu/i4_dot_zmm.inc"
#include "cpu/i4_rows.inc"

extern const struct qm_family qm_i4g128;
extern const struct qm_cpu_kernel i4g128_avx512vnni;

const struct qm_cpu_kernel i4g128_avx512vnni = {
	.base = {
		.name = "i4g128_avx512vnni",
		.idea = "vpdpbusd zmm, groups of 128, 6x32 tile",
		.family = &qm_i4g128,
		.tile = { MR, NR, GROUP },
	},
	.a = &qm_pack_s8g128,
	.b = &qm_pack_u4g128,
	.pack_a = pack_a,
	.run = run,
};
