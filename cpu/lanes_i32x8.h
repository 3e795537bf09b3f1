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

#endif
