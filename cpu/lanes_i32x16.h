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

/* The sum of all lanes. */
static inline int32_t vec_total(vec x)
{
	return _mm512_reduce_add_epi32(x);
}

#endif
