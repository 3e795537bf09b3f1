/* bf16_avx512bf16.c - pairs of BF16 by vdpbf16ps, where it is exact.
 *
 * A normal BF16 number with exponent field f is a multiple of 2^(f - 134), so every product,
 * every sum of products and every rounding of such a sum is a multiple of 2^(fa + fb - 268),
 * fa and fb being the smallest fields of either operand.  Where fa + fb >= 142 that is at
 * least 2^-126: no sum but zero is subnormal, and nothing is flushed.  The fields are looked
 * at when weights and activations are packed, rows of activations and panels of weights each
 * by themselves; pairs of them that do not reach 142, or that hold a subnormal number, are
 * multiplied by the body of bf16_avx512_pairs, which is exact on all data.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/bf16_rows.inc"
#include "cpu/runs.h"

#define PACKS_ROWS

#include "cpu/dot_bf16.inc"

extern const struct qm_family qm_bf16;
extern const struct qm_cpu_kernel bf16_avx512bf16;

const struct qm_cpu_kernel bf16_avx512bf16 = {
	.base = {
		.name = "bf16_avx512bf16",
		.idea = "vdpbf16ps zmm, 12x32 tile",
		.family = &qm_bf16,
		.tile = { MR, NR, 2 },
	},
	.a = &qm_pack_bf16x2s_a_rows,
	.b = &qm_pack_bf16x2s,
	.pack_a = qm_pack_bf16_pairs_avx512,
	.packs_rows = true,
	.run = run,
	.least = qm_least_bf16_avx512,
	.least_sum = 142,
	.other = qm_run_bf16_pairs_avx512,
};
