/* lanes_i32f32x8.h - registers of 8 integers that become 8 floats: exact sums of a group of
 * k, which are scaled and added up.
 * With SHORT_SUMS the sums grow at 16 bits.
 *
 * vec has the lanes that the instructions of the sums work on.  With the __m256i of the
 * intrinsics, gcc 12 keeps each sum under two types, and copies it in every turn of a loop.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_LANES_H
#define QM_LANES_H

#include <immintrin.h>
#include <string.h>

#include "cpu/kernel.h"

#if defined(SHORT_SUMS)
typedef int16_t vec __attribute__((vector_size(32)));
#else
typedef int32_t vec __attribute__((vector_size(32)));
#endif
typedef __m256 vecf;
enum { LANES = 8 };

static inline vec vec_zero(void)
{
	return (vec)_mm256_setzero_si256();
}

static inline vec vec_load(const void *from)
{
	return (vec)_mm256_loadu_si256(from);
}

static inline void vec_store(void *to, vec x)
{
	_mm256_storeu_si256(to, (__m256i)x);
}

/* The four bytes at `word` in every lane. */
static inline vec vec_spread(const void *word)
{
	int32_t x;

	memcpy(&x, word, sizeof x);
	return (vec)_mm256_set1_epi32(x);
}

static inline vecf vecf_zero(void)
{
	return _mm256_setzero_ps();
}

static inline vecf vecf_load(const void *from)
{
	return _mm256_loadu_ps(from);
}

static inline void vecf_store(void *to, vecf x)
{
	_mm256_storeu_ps(to, x);
}

/* The float at `word` in every lane. */
static inline vecf vecf_spread(const void *word)
{
	float x;

	memcpy(&x, word, sizeof x);
	return _mm256_set1_ps(x);
}

/* Of 32-bit integers; exact up to 2^24. */
static inline vecf vecf_of(vec x)
{
	return _mm256_cvtepi32_ps((__m256i)x);
}

static inline vecf vecf_mul(vecf x, vecf y)
{
	return _mm256_mul_ps(x, y);
}

/* x * y + sum, rounded once. */
static inline vecf vecf_fma(vecf x, vecf y, vecf sum)
{
	return _mm256_fmadd_ps(x, y, sum);
}

#endif
