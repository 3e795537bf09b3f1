/* fp8_ymm.h - 16 FP8 codes as floats, by way of f16.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_FP8_YMM_H
#define QM_FP8_YMM_H

#include <immintrin.h>

#include "cpu/kernel.h"

static inline QM_ALWAYS_INLINE void floats_of_halves(__m256i halves, __m256 to[2])
{
	to[0] = _mm256_cvtph_ps(_mm256_castsi256_si128(halves));
	to[1] = _mm256_cvtph_ps(_mm256_extracti128_si256(halves, 1));
}

/* An E5M2 code is the upper half of an f16. */
static inline QM_ALWAYS_INLINE void floats_of_e5m2(const char *codes, __m256 to[2])
{
	const __m128i x = _mm_loadu_si128((const void *)codes), zero = _mm_setzero_si128();

	to[0] = _mm256_cvtph_ps(_mm_unpacklo_epi8(zero, x));
	to[1] = _mm256_cvtph_ps(_mm_unpackhi_epi8(zero, x));
}

/* The sign and the seven other bits of an E4M3 code, moved to where an f16 has them, are 2^-8 of
 * its value, subnormals included; that of NaN looks like 480.
 */
static inline QM_ALWAYS_INLINE __m256i halves_of_e4m3(const char *codes)
{
	const __m256i x = _mm256_cvtepi8_epi16(_mm_loadu_si128((const void *)codes));

	return _mm256_and_si256(_mm256_slli_epi16(x, 7), _mm256_set1_epi16((short)0xBF80));
}

/* `scale` times 2^-8 of the values, NaN included: an f16 whose exponent has all bits is one. */
static inline QM_ALWAYS_INLINE void floats_of_e4m3(const char *codes, float scale, __m256 to[2])
{
	const __m256i halves = halves_of_e4m3(codes), top = _mm256_set1_epi16(0x3F80);
	const __m256i nan = _mm256_cmpeq_epi16(_mm256_and_si256(halves, top), top);
	const __m256i mark = _mm256_and_si256(nan, _mm256_set1_epi16(0x4000));

	floats_of_halves(_mm256_or_si256(halves, mark), to);
	to[0] = _mm256_mul_ps(to[0], _mm256_set1_ps(scale));
	to[1] = _mm256_mul_ps(to[1], _mm256_set1_ps(scale));
}

#endif
