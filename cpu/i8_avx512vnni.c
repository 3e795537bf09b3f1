/* i8_avx512vnni.c - sixteen columns a register, four k a lane: vpdpbusd.
 *
 * vpdpbusd multiplies unsigned by signed bytes.  B is packed as b + 128, so that A can be read
 * where it lies, and the sums of a row start from -128 times its sum (row_starts.inc).
 * 12 x 32 tile: 24 sums, two registers of columns, one of a row.  Bound: two vpdpbusd a
 * cycle (128 multiply-adds); the 14 loads of a step hide behind its 24 vpdpbusd.
 * Reached (Zen 4, one thread): 96 % of vpdpbusd at 512 x 4096 x 4096, 97 % with 16 rows and
 * at 256 x 256 x 256, where the sums of the rows are 1 %.
 * Exact: vpdpbusd adds its four products to 32 bits without saturating, and sums that wrap
 * on the way end right, because the true sum fits int32 (family limit on k).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_i32x16.h"

#define IN_ROWS
#define NARROW
#define GROUP_ROWS 4
#define ROW_STARTS

enum { MR = 12, NV = 2 };

static inline vec mac(vec acc, vec row, vec columns)
{
	return _mm512_dpbusd_epi32(acc, columns, row);
}

static inline narrow_vec narrow_mac(narrow_vec acc, narrow_vec row, narrow_vec columns)
{
	return (narrow_vec)_mm256_dpbusd_epi32((__m256i)acc, (__m256i)columns, (__m256i)row);
}

#include "cpu/outer.inc"
#include "cpu/row_starts.inc"

extern const struct qm_family qm_i8;
extern const struct qm_cpu_kernel i8_avx512vnni;

const struct qm_cpu_kernel i8_avx512vnni = {
	.base = {
		.name = "i8_avx512vnni",
		.idea = "vpdpbusd zmm, 12x32 tile",
		.family = &qm_i8,
		.tile = { MR, NR, 4 },
	},
	.a = &qm_pack_s8x4_rows,
	.b = &qm_pack_u8x4,
	.starts = starts,
	.run = run,
};
