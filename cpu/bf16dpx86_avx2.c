/* bf16dpx86_avx2.c - vdpbf16ps by two vfmadd ymm.
 *
 * 4 x 16 tile: 8 sums, four registers of columns and two of a row, all split into the odd and
 * the even k of a pair, of sixteen.  Bound: two vfmadd a cycle (16 multiply-adds), while the 12
 * splits of a step go to a third pipe.
 * Reached (Zen 4, one thread): 85 % of two vfmadd at 512 x 4096 x 4096.
 * Exact: as bf16dpx86_avx512.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_f32x8.h"

enum { MR = 4, NV = 2 };

#define STEP_REGISTERS 8 /* a register of columns and the rows, all split, and a mask */

static inline vec mac(vec acc, vec row, vec columns)
{
	acc = _mm256_fmadd_ps(vec_upper(row), vec_upper(columns), acc);
	return _mm256_fmadd_ps(vec_lower(row), vec_lower(columns), acc);
}

#include "cpu/flushed.inc"

extern const struct qm_family qm_bf16dpx86;
extern const struct qm_cpu_kernel bf16dpx86_avx2;

const struct qm_cpu_kernel bf16dpx86_avx2 = {
	.base = {
		.name = "bf16dpx86_avx2",
		.idea = "vfmadd ymm, 4x16 tile, odd k of a pair first",
		.family = &qm_bf16dpx86,
		.tile = { MR, NR, 2 },
	},
	.a = &qm_pack_bf16x2_a,
	.b = &qm_pack_bf16x2,
	.run = run_flushed,
};
