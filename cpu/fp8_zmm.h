/* fp8_zmm.h - 32 FP8 codes as floats, by way of f16.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_FP8_ZMM_H
#define QM_FP8_ZMM_H

#include <immintrin.h>

#include "cpu/kernel.h"

static inline QM_ALWAYS_INLINE void floats_of_halves(__m512i halves, __m512 to[2])
{
	to[0] = _mm512_cvtph_ps(_mm512_castsi512_si256(halves));
	to[1] = _mm512_cvtph_ps(_mm512_extracti64x4_epi64(halves, 1));
}

/* An E5M2 code is the upper half of an f16. */
static inline QM_ALWAYS_INLINE void floats_of_e5m2(const char *codes, __m512 to[2])
{
	const __m256i x = _mm256_loadu_si256((const void *)codes);

	floats_of_halves(_mm512_slli_epi16(_mm512_cvtepu8_epi16(x), 8), to);
}

/* The sign and the seven other bits of an E4M3 code, moved to where an f16 has them, are 2^-8 of
 * its value, subnormals included; that of NaN looks like 480.
 */
static inline QM_ALWAYS_INLINE __m512i halves_of_e4m3(const char *codes)
{
	const __m512i x = _mm512_cvtepi8_epi16(_mm256_loadu_si256((const void *)codes));

	return _mm512_and_si512(_mm512_slli_epi16(x, 7), _mm512_set1_epi16((short)0xBF80));
}

/* `scale` times 2^-8 of the values, NaN included: an f16 whose exponent has all bits is one. */
static inline QM_ALWAYS_INLINE void floats_of_e4m3(const char *codes, float scale, __m512 to[2])
{
	const __m512i halves = halves_of_e4m3(codes), top = _mm512_set1_epi16(0x3F80);
	const __mmask32 nan = _mm512_cmpeq_epi16_mask(_mm512_and_si512(halves, top), top);
	const __m512i marked = _mm512_or_si512(halves, _mm512_set1_epi16(0x4000));

	floats_of_halves(_mm512_mask_mov_epi16(halves, nan, marked), to);
	to[0] = _mm512_mul_ps(to[0], _mm512_set1_ps(scale));
	to[1] = _mm512_mul_ps(to[1], _mm512_set1_ps(scale));
}

#endif
