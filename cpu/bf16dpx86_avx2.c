/* bf16dpx86_avx2.c - vdpbf16ps by two vfmadd ymm.
 *
 * 6 x 16 tile of fma_avx2.inc.  Bound: two vfmadd a cycle (16 multiply-adds), while the 4 splits of
 * 24 vfmadd go to a third pipe.
 * Reached (Zen 4, one thread): 91 to 93 % of two vfmadd at 512 x 4096 x 4096.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/fma_avx2.inc"

#define UPPER 0xFFFF0000

/* The mask is read from memory each time: a tile of sums leaves no register for it. */
static inline vec odd_half(vec words)
{
	static const struct {
		_Alignas(32) uint32_t of[8];
	} mask = { { UPPER, UPPER, UPPER, UPPER, UPPER, UPPER, UPPER, UPPER } };
	vec x;

	__asm__("vandps %2, %1, %0" : "=x"(x) : "x"(words), "m"(mask));
	return x;
}

static inline vec load_swapped(const char *codes)
{
	const __m256i words = _mm256_cvtepu16_epi32(_mm_loadu_si128((const void *)codes));

	return _mm256_permute_ps(_mm256_castsi256_ps(_mm256_slli_epi32(words, 16)),
	                         _MM_SHUFFLE(2, 3, 0, 1));
}

#include "cpu/bf16dpx86.inc"

extern const struct qm_family qm_bf16dpx86;
extern const struct qm_cpu_kernel bf16dpx86_avx2;

const struct qm_cpu_kernel bf16dpx86_avx2 = {
	.base = {
		.name = "bf16dpx86_avx2",
		.idea = "vfmadd ymm, 6x16 tile, odd k of a pair first",
		.family = &qm_bf16dpx86,
		.tile = { MR, NR, 2 },
	},
	.a = &qm_pack_bf16x2f_a_rows,
	.b = &qm_pack_bf16x2,
	.pack_a = pack_pairs,
	.run = run_flushed,
	.joins_last = true,
};
