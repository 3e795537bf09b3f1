/* lanes_i32f32x16.h - registers of 16 integers that become 16 floats: exact sums of a group of
 * k, which are scaled and added up.
 *
 * vec has the lanes that the instructions of the sums work on.  With the __m512i of the
 * intrinsics, gcc 12 keeps each sum under two types, and copies it in every turn of a loop.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_LANES_H
#define QM_LANES_H

#include <immintrin.h>
#include <string.h>

#include "cpu/kernel.h"

typedef int32_t vec __attribute__((vector_size(64)));
typedef __m512 vecf;
enum { LANES = 16 };

static inline vec vec_zero(void)
{
	return (vec)_mm512_setzero_si512();
}

static inline vec vec_load(const void *from)
{
	return (vec)_mm512_loadu_si512(from);
}

static inline void vec_store(void *to, vec x)
{
	_mm512_storeu_si512(to, (__m512i)x);
}

/* The four bytes at `word` in every lane. */
static inline vec vec_spread(const void *word)
{
	int32_t x;

	memcpy(&x, word, sizeof x);
	return (vec)_mm512_set1_epi32(x);
}

static inline vecf vecf_zero(void)
{
	return _mm512_setzero_ps();
}

static inline vecf vecf_load(const void *from)
{
	return _mm512_loadu_ps(from);
}

static inline void vecf_store(void *to, vecf x)
{
	_mm512_storeu_ps(to, x);
}

/* The float at `word` in every lane. */
static inline vecf vecf_spread(const void *word)
{
	float x;

	memcpy(&x, word, sizeof x);
	return _mm512_set1_ps(x);
}

/* Of 32-bit integers; exact up to 2^24. */
static inline vecf vecf_of(vec x)
{
	return _mm512_cvtepi32_ps((__m512i)x);
}

static inline vecf vecf_mul(vecf x, vecf y)
{
	return _mm512_mul_ps(x, y);
}

/* x * y + sum, rounded once. */
static inline vecf vecf_fma(vecf x, vecf y, vecf sum)
{
	return _mm512_fmadd_ps(x, y, sum);
}

/* Half as many lanes. */
typedef int32_t narrow_vec __attribute__((vector_size(32)));
typedef __m256 narrow_vecf;
enum { NARROW_LANES = 8 };

static inline narrow_vec narrow_load(const void *from)
{
	return (narrow_vec)_mm256_loadu_si256(from);
}

static inline narrow_vec narrow_spread(const void *word)
{
	int32_t x;

	memcpy(&x, word, sizeof x);
	return (narrow_vec)_mm256_set1_epi32(x);
}

static inline narrow_vecf narrow_vecf_load(const void *from)
{
	return _mm256_loadu_ps(from);
}

static inline narrow_vecf narrow_vecf_of(narrow_vec x)
{
	return _mm256_cvtepi32_ps((__m256i)x);
}

static inline narrow_vecf narrow_vecf_fma(narrow_vecf x, narrow_vecf y, narrow_vecf sum)
{
	return _mm256_fmadd_ps(x, y, sum);
}

/* The lower half of a register, and a register whose upper half is not defined. */
static inline narrow_vecf narrow_part(vecf x)
{
	return _mm512_castps512_ps256(x);
}

static inline vecf vecf_around(narrow_vecf x)
{
	return _mm512_castps256_ps512(x);
}

#endif
