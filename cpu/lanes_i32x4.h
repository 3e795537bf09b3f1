/* lanes_i32x4.h - a register of 4 32-bit integers, for the shared bodies.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_LANES_H
#define QM_LANES_H

#include <arm_neon.h>

#include "cpu/kernel.h"

typedef int32x4_t vec;
enum { LANES = 4 };

static inline vec vec_zero(void)
{
	return vdupq_n_s32(0);
}

static inline vec vec_load(const void *from)
{
	return vld1q_s32(from);
}

static inline void vec_store(void *to, vec x)
{
	vst1q_s32(to, x);
}

/* The four bytes at `word` in every lane. */
static inline vec vec_spread(const void *word)
{
	return vld1q_dup_s32(word);
}

#endif
