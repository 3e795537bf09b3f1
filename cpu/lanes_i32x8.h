/* lanes_i32x8.h - a register of 8 32-bit integers, for the shared bodies.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_LANES_H
#define QM_LANES_H

#include <immintrin.h>
#include <string.h>

#include "cpu/kernel.h"

typedef __m256i vec;
enum { LANES = 8 };

static inline vec vec_zero(void)
{
	return _mm256_setzero_si256();
}

static inline vec vec_load(const void *from)
{
	return _mm256_loadu_si256(from);
}

static inline void vec_store(void *to, vec x)
{
	_mm256_storeu_si256(to, x);
}

/* The four bytes at `word` in every lane. */
static inline vec vec_spread(const void *word)
{
	int32_t x;

	memcpy(&x, word, sizeof x);
	return _mm256_set1_epi32(x);
}

/* The first `count` words, fewer than there are lanes, and zeros. */
static inline vec vec_load_words(const void *from, size_t count)
{
	const vec lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);

	return _mm256_maskload_epi32(from, _mm256_cmpgt_epi32(_mm256_set1_epi32((int)count), lane));
}

/* The sum of all lanes. */
static inline int32_t vec_total(vec x)
{
	const __m128i four = _mm_add_epi32(_mm256_castsi256_si128(x),
	                                   _mm256_extracti128_si256(x, 1));
	const __m128i two = _mm_add_epi32(four, _mm_unpackhi_epi64(four, four));

	return _mm_cvtsi128_si32(two) + _mm_extract_epi32(two, 1);
}

#endif
