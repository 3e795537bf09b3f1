/* i4fg128_avx2.c - 4-bit weights in groups of 128 times floats: vcvtdq2ps on 256 bits.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
enum { GROUP = 128 };

#include "cpu/i4f_avx2.inc"
#include "cpu/runs.h"

extern const struct qm_family qm_i4fg128;
extern const struct qm_cpu_kernel i4fg128_avx2;

const struct qm_cpu_kernel i4fg128_avx2 = {
	.base = {
		.name = "i4fg128_avx2",
		.idea = "vfmadd ymm, 6x16 tile, weights by vcvtdq2ps, groups of 128",
		.family = &qm_i4fg128,
		.tile = { MR, NR, GROUP },
	},
	.a = &qm_pack_f32x1_rows,
	.b = &qm_pack_u4g128,
	.run = qm_run_f32_avx2,
	.joins_last = true,
	.decode = decode,
	.decoded = GROUP * WORD,
	.few_rows = FEW,
	.few = run,
};
