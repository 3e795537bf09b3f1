/* s24_avxvnni.c - 2:4 weights pick their activations, with the VEX encoding of client processors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/s24_pick_ymm.inc"

extern const struct qm_family qm_s24;
extern const struct qm_cpu_kernel s24_avxvnni;

const struct qm_cpu_kernel s24_avxvnni = {
	.base = {
		.name = "s24_avxvnni",
		.idea = "vpdpbusd ymm (VEX) of bytes picked by vpshufb, 5x16 tile",
		.family = &qm_s24,
		.tile = { MR, NR, 8 },
	},
	.a = &qm_pack_u8x8,
	.b = &qm_pack_s24x32_sum,
	.run = run,
	.decode = decode,
	.decoded = WORDS * SPREAD * 2 * WORD,
	.heads_are_sums = true,
	.few_rows = FEW,
	.few = run,
};
