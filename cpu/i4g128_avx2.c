/* i4g128_avx2.c - 4-bit weights in groups of 128, added at 16 bits.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
enum { GROUP = 128 };

#include "cpu/i4_short_ymm.inc"
#include "cpu/i4_rows.inc"

extern const struct qm_family qm_i4g128;
extern const struct qm_cpu_kernel i4g128_avx2;

const struct qm_cpu_kernel i4g128_avx2 = {
	.base = {
		.name = "i4g128_avx2",
		.idea = "vpmaddubsw ymm and vpaddw, groups of 128, 6x16 tile",
		.family = &qm_i4g128,
		.tile = { MR, NR, GROUP },
	},
	.a = &qm_pack_s8g128,
	.b = &qm_pack_u4g128,
	.pack_a = pack_a,
	.run = run,
	.decode = decode,
	.decoded = B_STEP,
	.few_rows = FEW_ROWS,
	.few_strip = FEW,
	.few = run,
};
