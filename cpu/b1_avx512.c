/* b1_avx512.c - 64 columns a register, a nibble of k a byte: vpshufb as a table of differences.
 *
 * For processors without vpopcntd (Skylake-X to Cooper Lake).
 * 12 x 128 tile: 24 sums, two registers of columns, one table, one product, of 32.  Bound:
 * 256 products are a shuffle and an addition: 256 a cycle where one pipe shuffles (Intel),
 * 512 where two do (Zen 5).
 * Reached (Zen 4, one thread): 89 % at 512 x 4096 x 4096, 90 % with 16 rows.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_i32x16.h"

enum { MR = 12, NV = 2, FEW = MR / 2 };

/* Bytes that do not overflow carry nothing, so the sums may be of any width: gcc 12 spills
 * sums whose elements are not those of the register's type, 64 bits.
 */
static inline vec look_up(vec sums, vec table, vec x)
{
	return _mm512_add_epi64(sums, _mm512_shuffle_epi8(table, x));
}

#include "cpu/b1_shuffle.inc"

extern const struct qm_family qm_b1;
extern const struct qm_cpu_kernel b1_avx512;

const struct qm_cpu_kernel b1_avx512 = {
	.base = {
		.name = "b1_avx512",
		.idea = "vpshufb zmm by nibble, 12x128 tile",
		.family = &qm_b1,
		.tile = { MR, NR, KR },
	},
	.a = &qm_pack_b1x4,
	.b = &qm_pack_b1x8_quarters,
	.run = run,
	.decode = decode,
	.decoded = 2,
	.few_rows = 8 * FEW,
	.few_strip = FEW,
	.few = few,
};
