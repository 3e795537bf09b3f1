/* lanes_f32x4.h - a register of 4 floats, for the shared bodies.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_LANES_H
#define QM_LANES_H

#include <arm_neon.h>

#include "cpu/kernel.h"

typedef float32x4_t vec;
enum { LANES = 4 };

static inline vec vec_zero(void)
{
	return vdupq_n_f32(0);
}

static inline vec vec_load(const void *from)
{
	return vld1q_f32(from);
}

static inline void vec_store(void *to, vec x)
{
	vst1q_f32(to, x);
}

/* The float at `word` in every lane. */
static inline vec vec_spread(const void *word)
{
	return vld1q_dup_f32(word);
}

#endif
