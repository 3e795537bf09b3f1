/* bf16dpx86_avx512.c - vdpbf16ps by two vfmadd zmm, sixteen columns a register.
 *
 * MXCSR takes subnormals for zero (flushed.inc), as the instruction does.  The upper half of a
 * word is the odd k, which is added first: as an f32 it is the word with its lower half cleared.
 * What follows an odd k adds -0 to every sum, which changes none.
 * 10 x 32 tile: 20 sums, four registers of columns and two of a row, all split, a mask.  Bound:
 * two vfmadd a cycle, of which the splits take 24 of 64 slots in two k (20 multiply-adds a cycle
 * where two pipes do both).
 * Reached (Zen 4, one thread): 91 % of two vfmadd at 512 x 4096 x 4096.
 * Exact: each half of the instruction is a fused multiply-add, rounded to nearest even, that
 * takes subnormals for zero; x86 detects underflow after rounding in both.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_f32x16.h"

#define NARROW

/* Columns and rows, all split, and a mask; with four panels at once clang 14 keeps one row of
 * sums in memory, so it is told that there is room for two.
 */
#define STEP_REGISTERS 24

enum { MR = 10, NV = 2 };

static inline vec mac(vec acc, vec row, vec columns)
{
	acc = _mm512_fmadd_ps(vec_upper(row), vec_upper(columns), acc);
	return _mm512_fmadd_ps(vec_lower(row), vec_lower(columns), acc);
}

static inline narrow_vec narrow_mac(narrow_vec acc, narrow_vec row, narrow_vec columns)
{
	acc = _mm256_fmadd_ps(narrow_upper(row), narrow_upper(columns), acc);
	return _mm256_fmadd_ps(narrow_lower(row), narrow_lower(columns), acc);
}

#include "cpu/flushed.inc"

extern const struct qm_family qm_bf16dpx86;
extern const struct qm_cpu_kernel bf16dpx86_avx512;

const struct qm_cpu_kernel bf16dpx86_avx512 = {
	.base = {
		.name = "bf16dpx86_avx512",
		.idea = "vfmadd zmm, 10x32 tile, odd k of a pair first",
		.family = &qm_bf16dpx86,
		.tile = { MR, NR, 2 },
	},
	.a = &qm_pack_bf16x2_a,
	.b = &qm_pack_bf16x2,
	.run = run_flushed,
};
