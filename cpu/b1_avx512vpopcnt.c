/* b1_avx512vpopcnt.c - sixteen columns a register, 32 values of k a lane: vpopcntd.
 *
 * A step is an exclusive or, the population count of each lane, and an addition: 512
 * products in three instructions.  The sums count the products that are -1.
 * 12 x 32 tile: 24 sums, two registers of columns, one of a row.  Bound: three instructions
 * on four pipes where two of them count (Zen 5: 683 products a cycle), on two pipes of
 * which one counts 341 (Ice Lake, Sapphire Rapids); the 14 loads of a step hide behind.
 * Carry-save adders do not lower it: a full adder is two vpternlogd, and saves the count
 * and the addition of one register in three, which are two instructions as well.
 * Reached (Zen 4, one thread): 96 % of the three instructions at 512 x 4096 x 4096 and with 16
 * rows; 84 % at k = 256, which are 8 steps.
 * Exact: integers; 2 d wraps where k - 2 d does not (family limit on k).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_i32x16.h"

#define IN_ROWS
#define NARROW
#define FINISH

enum { MR = 12, NV = 2 };

static inline vec mac(vec acc, vec row, vec columns)
{
	return _mm512_add_epi32(acc, _mm512_popcnt_epi32(_mm512_xor_si512(row, columns)));
}

static inline narrow_vec narrow_mac(narrow_vec acc, narrow_vec row, narrow_vec columns)
{
	return acc + (narrow_vec)_mm256_popcnt_epi32((__m256i)(row ^ columns));
}

/* Of k products d are -1: k - 2 d. */
static inline vec finish(const struct qm_tile *t, vec d)
{
	return _mm512_sub_epi32(_mm512_set1_epi32((int)t->k), _mm512_slli_epi32(d, 1));
}

#include "cpu/outer.inc"

extern const struct qm_family qm_b1;
extern const struct qm_cpu_kernel b1_avx512vpopcnt;

const struct qm_cpu_kernel b1_avx512vpopcnt = {
	.base = {
		.name = "b1_avx512vpopcnt",
		.idea = "vpopcntd zmm, 12x32 tile",
		.family = &qm_b1,
		.tile = { MR, NR, 32 },
	},
	.a = &qm_pack_b1x32_rows,
	.b = &qm_pack_b1x32,
	.run = run,
};
