/* bf16dpx86_avx512bf16.c - vdpbf16ps in the natural order of pairs: the instruction as it is.
 *
 * Bound: two vdpbf16ps a cycle on Zen 5 (64 multiply-adds), one on Zen 4; the latency of 6
 * cycles wants 12 sums, 24 are there.
 * Reached (Zen 4, one thread): 97 % of vdpbf16ps at 512 x 4096 x 4096, 94 % with 16 rows.
 * Exact: the family is the instruction; nothing depends on MXCSR.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/bf16dpx86_zmm.inc"
#include "cpu/outer.inc"

extern const struct qm_family qm_bf16dpx86;
extern const struct qm_cpu_kernel bf16dpx86_avx512bf16;

const struct qm_cpu_kernel bf16dpx86_avx512bf16 = {
	.base = {
		.name = "bf16dpx86_avx512bf16",
		.idea = "vdpbf16ps zmm, 12x32 tile, natural order",
		.family = &qm_bf16dpx86,
		.tile = { MR, NR, 2 },
	},
	.a = &qm_pack_bf16x2_a_rows,
	.b = &qm_pack_bf16x2,
	.run = run,
};
