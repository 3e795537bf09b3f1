/* i4_avx512vnni_ymm.c - 4-bit weights in groups of 32: vpdpbusd on 256 bits.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
enum { GROUP = 32 };

#include "cpu/i4_dot_ymm.inc"
#include "cpu/i4_rows.inc"

extern const struct qm_family qm_i4;
extern const struct qm_cpu_kernel i4_avx512vnni_ymm;

const struct qm_cpu_kernel i4_avx512vnni_ymm = {
	.base = {
		.name = "i4_avx512vnni_ymm",
		.idea = "vpdpbusd ymm (EVEX), groups of 32, 6x16 tile",
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
