/* s24_avx512vnni_ymm.c - 2:4 weights pick their activations on 256 bits, where more ports shuffle than on 512.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/s24_pick_ymm.inc"

extern const struct qm_family qm_s24;
extern const struct qm_cpu_kernel s24_avx512vnni_ymm;

const struct qm_cpu_kernel s24_avx512vnni_ymm = {
	.base = {
		.name = "s24_avx512vnni_ymm",
		.idea = "vpdpbusd ymm (EVEX) of bytes picked by vpshufb, 5x16 tile",
		.family = &qm_s24,
		.tile = { MR, NR, 8 },
	},
	.a = &qm_pack_u8x8,
	.b = &qm_pack_s24x32_sum,
	.run = run,
	.decode = decode,
	.decoded = WORDS * SPREAD * 2 * WORD,
	.heads_are_sums = true,
	.few_rows = 3 * FEW,
	.few = run,
};
