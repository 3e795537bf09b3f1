/* lanes_u16x8.h - a register of 4 lanes of two 16-bit sums each, for the shared bodies.
 *
 * gcc 12 keeps a second copy of sums on the stack that change their type at each step.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_LANES_H
#define QM_LANES_H

#include <arm_neon.h>

#include "cpu/kernel.h"

typedef uint16x8_t vec;
enum { LANES = 4 };

static inline vec vec_zero(void)
{
	return vdupq_n_u16(0);
}

static inline vec vec_load(const void *from)
{
	return vreinterpretq_u16_s32(vld1q_s32(from));
}

static inline void vec_store(void *to, vec x)
{
	vst1q_s32(to, vreinterpretq_s32_u16(x));
}

/* The four bytes at `word` in every lane. */
static inline vec vec_spread(const void *word)
{
	return vreinterpretq_u16_s32(vld1q_dup_s32(word));
}

#endif
