/* lanes_i32x4.h - a register of 4 32-bit integers, for the shared bodies.
 * With SHORT_SUMS the sums grow at 16 bits, and vec has their lanes: gcc 12 keeps sums of
 * another type than vec twice, and copies them in every turn of a loop.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_LANES_H
#define QM_LANES_H

#include <arm_neon.h>

#include "cpu/kernel.h"

#if defined(SHORT_SUMS)
typedef int16x8_t vec;
#else
typedef int32x4_t vec;
#endif
enum { LANES = 4 };

static inline vec vec_zero(void)
{
	return (vec)vdupq_n_s32(0);
}

static inline vec vec_load(const void *from)
{
	return (vec)vld1q_s32(from);
}

static inline void vec_store(void *to, vec x)
{
	vst1q_s32(to, (int32x4_t)x);
}

/* The four bytes at `word` in every lane. */
static inline vec vec_spread(const void *word)
{
	return (vec)vld1q_dup_s32(word);
}

#endif
