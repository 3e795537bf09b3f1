/* bf16_least.h - the smallest exponent field among BF16 numbers, a register at a time (AVX-512).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_BF16_LEAST_H
#define QM_BF16_LEAST_H

#include <immintrin.h>
#include <stdint.h>

/* Twice the magnitudes, less one, are ordered as the magnitudes are, but for zero, which comes last.
 * Minus one is read from memory each time: a tile of sums leaves no register for it.
 */
static inline __m512i qm_lesser_bf16(__m512i least, __m512i halves)
{
	static const struct {
		_Alignas(64) int64_t of[8];
	} minus_one = { { -1, -1, -1, -1, -1, -1, -1, -1 } };
	__m512i x;

	__asm__("vpaddw %2, %1, %0"
	        : "=v"(x)
	        : "v"(_mm512_slli_epi16(halves, 1)), "m"(minus_one));
	return _mm512_min_epu16(least, x);
}

/* The smallest exponent field, of the least of those; far below any if one is subnormal. */
static inline int qm_least_field_bf16(__m512i least)
{
	const __m256i half = _mm256_min_epu16(_mm512_castsi512_si256(least),
	                                      _mm512_extracti64x4_epi64(least, 1));
	const __m128i quarter = _mm_min_epu16(_mm256_castsi256_si128(half),
	                                      _mm256_extracti128_si256(half, 1));
	const int smallest = _mm_extract_epi16(_mm_minpos_epu16(quarter), 0);

	if (smallest < 2 * 0x80 - 1) /* below the smallest normal number, 0x0080 */
		return -1000;
	return (smallest + 1) >> 8;
}

#endif
