/* bf16dpx86_avx512.c - vdpbf16ps by two vfmadd zmm.
 *
 * Bound: two vfmadd a cycle, of which the splits take 24 of 64 slots in two k (20 multiply-adds
 * a cycle where two pipes do both).
 * Reached (Zen 4, one thread): 91 % of two vfmadd at 512 x 4096 x 4096.
 * Exact: each half of the instruction is a fused multiply-add, rounded to nearest even, that
 * takes subnormals for zero; x86 detects underflow after rounding in both.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/bf16dpx86_zmm.inc"
#include "cpu/flushed.inc"

extern const struct qm_family qm_bf16dpx86;
extern const struct qm_cpu_kernel bf16dpx86_avx512;

const struct qm_cpu_kernel bf16dpx86_avx512 = {
	.base = {
		.name = "bf16dpx86_avx512",
		.idea = "vfmadd zmm, 10x32 tile, odd k of a pair first",
		.family = &qm_bf16dpx86,
		.tile = { MR, NR, 2 },
	},
	.a = &qm_pack_bf16x2_a,
	.b = &qm_pack_bf16x2,
	.run = run_flushed,
};
