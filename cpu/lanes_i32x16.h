/* lanes_i32x16.h - a register of 16 32-bit integers, for the shared bodies.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_LANES_H
#define QM_LANES_H

#include <immintrin.h>
#include <string.h>

#include "cpu/kernel.h"

typedef __m512i vec;
enum { LANES = 16 };

static inline vec vec_zero(void)
{
	return _mm512_setzero_si512();
}

static inline vec vec_load(const void *from)
{
	return _mm512_loadu_si512(from);
}

static inline void vec_store(void *to, vec x)
{
	_mm512_storeu_si512(to, x);
}

/* The four bytes at `word` in every lane. */
static inline vec vec_spread(const void *word)
{
	int32_t x;

	memcpy(&x, word, sizeof x);
	return _mm512_set1_epi32(x);
}

/* The first `count` words, fewer than there are lanes, and zeros. */
static inline vec vec_load_words(const void *from, size_t count)
{
	return _mm512_maskz_loadu_epi32((__mmask16)((1u << count) - 1), from);
}

/* The sum of all lanes. */
static inline int32_t vec_total(vec x)
{
	return _mm512_reduce_add_epi32(x);
}

/* The lower half of a register, of the lanes that instructions of sums work on: with the __m256i
 * of the intrinsics, gcc 12 keeps each sum under two types, and copies it in every turn of a loop.
 */
typedef int32_t narrow_vec __attribute__((vector_size(32)));
enum { NARROW_LANES = 8 };

static inline narrow_vec narrow_of(vec x)
{
	return (narrow_vec)_mm512_castsi512_si256(x);
}

/* What stands in the upper half is not defined. */
static inline vec vec_of(narrow_vec x)
{
	return _mm512_castsi256_si512((__m256i)x);
}

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

#endif
