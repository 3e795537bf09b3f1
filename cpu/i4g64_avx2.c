/* i4g64_avx2.c - 4-bit weights in groups of 64, added at 16 bits.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
enum { GROUP = 64 };

#include "cpu/i4_short_ymm.inc"
#include "cpu/i4_rows.inc"

extern const struct qm_family qm_i4g64;
extern const struct qm_cpu_kernel i4g64_avx2;

const struct qm_cpu_kernel i4g64_avx2 = {
	.base = {
		.name = "i4g64_avx2",
		.idea = "vpmaddubsw ymm and vpaddw, groups of 64, 6x16 tile",
		.family = &qm_i4g64,
		.tile = { MR, NR, GROUP },
	},
	.a = &qm_pack_s8g64,
	.b = &qm_pack_u4g64,
	.pack_a = pack_a,
	.run = run,
	.decode = decode,
	.decoded = B_STEP,
	.few_rows = FEW_ROWS,
	.few_strip = FEW,
	.few = run,
};
