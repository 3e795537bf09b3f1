/* i4fg128_avx512.c - 4-bit weights in groups of 128 times floats: vpermps on 512 bits.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
enum { GROUP = 128 };

#include "cpu/i4f_avx512.inc"
#include "cpu/runs.h"

extern const struct qm_family qm_i4fg128;
extern const struct qm_cpu_kernel i4fg128_avx512;

const struct qm_cpu_kernel i4fg128_avx512 = {
	.base = {
		.name = "i4fg128_avx512",
		.idea = "vfmadd zmm, 12x32 tile, weights by vpermps, groups of 128",
		.family = &qm_i4fg128,
		.tile = { MR, NR, GROUP },
	},
	.a = &qm_pack_f32x1_rows,
	.b = &qm_pack_u4g128,
	.run = qm_run_f32_avx512,
	.decode = decode,
	.decoded = GROUP * WORD,
	.few_rows = FEW,
	.few = run,
};
