/* i4fg64_avx512.c - 4-bit weights in groups of 64 times floats: vpermps on 512 bits.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
enum { GROUP = 64 };

#include "cpu/i4f_avx512.inc"
#include "cpu/runs.h"

extern const struct qm_family qm_i4fg64;
extern const struct qm_cpu_kernel i4fg64_avx512;

const struct qm_cpu_kernel i4fg64_avx512 = {
	.base = {
		.name = "i4fg64_avx512",
		.idea = "vfmadd zmm, 12x32 tile, weights by vpermps, groups of 64",
		.family = &qm_i4fg64,
		.tile = { MR, NR, GROUP },
	},
	.a = &qm_pack_f32x1_rows,
	.b = &qm_pack_u4g64,
	.run = qm_run_f32_avx512,
	.decode = decode,
	.decoded = GROUP * WORD,
	.few_rows = FEW,
	.few = run,
};
