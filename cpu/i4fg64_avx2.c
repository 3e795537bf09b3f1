/* i4fg64_avx2.c - 4-bit weights in groups of 64 times floats: vcvtdq2ps on 256 bits.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
enum { GROUP = 64 };

#include "cpu/i4f_avx2.inc"
#include "cpu/runs.h"

extern const struct qm_family qm_i4fg64;
extern const struct qm_cpu_kernel i4fg64_avx2;

const struct qm_cpu_kernel i4fg64_avx2 = {
	.base = {
		.name = "i4fg64_avx2",
		.idea = "vfmadd ymm, 6x16 tile, weights by vcvtdq2ps, groups of 64",
		.family = &qm_i4fg64,
		.tile = { MR, NR, GROUP },
	},
	.a = &qm_pack_f32x1_rows,
	.b = &qm_pack_u4g64,
	.run = qm_run_f32_avx2,
	.joins_last = true,
	.decode = decode,
	.decoded = GROUP * WORD,
	.few_rows = FEW,
	.few = run,
};
