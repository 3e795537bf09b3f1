/* lanes_f32x8.h - a register of 8 floats, for the shared bodies.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_LANES_H
#define QM_LANES_H

#include <immintrin.h>
#include <string.h>

#include "cpu/kernel.h"

typedef __m256 vec;
enum { LANES = 8 };

static inline vec vec_zero(void)
{
	return _mm256_setzero_ps();
}

static inline vec vec_load(const void *from)
{
	return _mm256_loadu_ps(from);
}

static inline void vec_store(void *to, vec x)
{
	_mm256_storeu_ps(to, x);
}

/* The float at `word` in every lane. */
static inline vec vec_spread(const void *word)
{
	float x;

	memcpy(&x, word, sizeof x);
	return _mm256_set1_ps(x);
}

/* The BF16 numbers in the upper and in the lower halves of words. */
static inline vec vec_upper(vec words)
{
	return _mm256_castsi256_ps(_mm256_and_si256(_mm256_castps_si256(words),
	                                            _mm256_set1_epi32((int)0xFFFF0000)));
}

static inline vec vec_lower(vec words)
{
	return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_castps_si256(words), 16));
}

#endif
