/* lanes_f32x16.h - a register of 16 floats, for the shared bodies.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_LANES_H
#define QM_LANES_H

#include <immintrin.h>
#include <string.h>

#include "cpu/kernel.h"

typedef __m512 vec;
enum { LANES = 16 };

static inline vec vec_zero(void)
{
	return _mm512_setzero_ps();
}

static inline vec vec_load(const void *from)
{
	return _mm512_loadu_ps(from);
}

static inline void vec_store(void *to, vec x)
{
	_mm512_storeu_ps(to, x);
}

/* The float at `word` in every lane. */
static inline vec vec_spread(const void *word)
{
	float x;

	memcpy(&x, word, sizeof x);
	return _mm512_set1_ps(x);
}

/* The BF16 numbers in the upper and in the lower halves of words. */
static inline vec vec_upper(vec words)
{
	return _mm512_castsi512_ps(_mm512_and_si512(_mm512_castps_si512(words),
	                                            _mm512_set1_epi32((int)0xFFFF0000)));
}

static inline vec vec_lower(vec words)
{
	return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_castps_si512(words), 16));
}

/* The lower half of a register. */
typedef __m256 narrow_vec;
enum { NARROW_LANES = 8 };

static inline narrow_vec narrow_of(vec x)
{
	return _mm512_castps512_ps256(x);
}

/* What stands in the upper half is not defined. */
static inline vec vec_of(narrow_vec x)
{
	return _mm512_castps256_ps512(x);
}

static inline narrow_vec narrow_load(const void *from)
{
	return _mm256_loadu_ps(from);
}

static inline narrow_vec narrow_spread(const void *word)
{
	float x;

	memcpy(&x, word, sizeof x);
	return _mm256_set1_ps(x);
}

static inline narrow_vec narrow_upper(narrow_vec words)
{
	return _mm256_and_ps(words, _mm256_castsi256_ps(_mm256_set1_epi32((int)0xFFFF0000)));
}

static inline narrow_vec narrow_lower(narrow_vec words)
{
	return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_castps_si256(words), 16));
}

#endif
