/* lanes_i32f32x4.h - registers of 4 integers that become 4 floats: exact sums of a group of
 * k, which are scaled and added up.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_LANES_FLOAT_H
#define QM_LANES_FLOAT_H

#include "cpu/lanes_i32x4.h"

typedef float32x4_t vecf;

static inline vecf vecf_zero(void)
{
	return vdupq_n_f32(0);
}

static inline vecf vecf_load(const void *from)
{
	return vld1q_f32(from);
}

static inline void vecf_store(void *to, vecf x)
{
	vst1q_f32(to, x);
}

/* The float at `word` in every lane. */
static inline vecf vecf_spread(const void *word)
{
	return vld1q_dup_f32(word);
}

/* Of 32-bit integers; exact up to 2^24. */
static inline vecf vecf_of(vec x)
{
	return vcvtq_f32_s32((int32x4_t)x);
}

static inline vecf vecf_mul(vecf x, vecf y)
{
	return vmulq_f32(x, y);
}

/* x * y + sum, rounded once. */
static inline vecf vecf_fma(vecf x, vecf y, vecf sum)
{
	return vfmaq_f32(sum, x, y);
}

#endif
