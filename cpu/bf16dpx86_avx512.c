/* bf16dpx86_avx512.c - vdpbf16ps by two vfmadd zmm, sixteen columns a register.
 *
 * 12 x 32 tile of fma_avx512.inc.  Bound: two vfmadd a cycle, of which the splits take 4 of 52 slots
 * (30 multiply-adds a cycle where two pipes do both).
 * Reached (Zen 4, one thread): 94 % of two vfmadd at 512 x 4096 x 4096.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/fma_avx512.inc"

#define NARROW
#define STEP_REGISTERS 24 /* so that two rows have a panel of their own, which is fetched ahead */

/* The mask is read from memory each time: a tile of sums leaves no register for it. */
static inline vec odd_half(vec words)
{
	static const uint32_t mask = 0xFFFF0000;
	vec x;

	__asm__("vandps %2%{1to16%}, %1, %0" : "=v"(x) : "v"(words), "m"(mask));
	return x;
}

static inline vec load_swapped(const char *codes)
{
	const __m512i words = _mm512_cvtepu16_epi32(_mm256_loadu_si256((const void *)codes));

	return _mm512_permute_ps(_mm512_castsi512_ps(_mm512_slli_epi32(words, 16)),
	                         _MM_SHUFFLE(2, 3, 0, 1));
}

#include "cpu/bf16dpx86.inc"

extern const struct qm_family qm_bf16dpx86;
extern const struct qm_cpu_kernel bf16dpx86_avx512;

const struct qm_cpu_kernel bf16dpx86_avx512 = {
	.base = {
		.name = "bf16dpx86_avx512",
		.idea = "vfmadd zmm, 12x32 tile, odd k of a pair first",
		.family = &qm_bf16dpx86,
		.tile = { MR, NR, 2 },
	},
	.a = &qm_pack_bf16x2f_a_rows,
	.b = &qm_pack_bf16x2,
	.pack_a = pack_pairs,
	.run = run_flushed,
};
