/* symmetric.h - symmetric linear quantisation: a code is x / scale, to nearest, ties to even.
 *
 * For finite x.  Of others nothing is promised but that the code is in its range.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_SYMMETRIC_H
#define QM_SYMMETRIC_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

/* The largest magnitude of `count` numbers; 0 of none. */
static inline float qm_largest_magnitude(const float *x, size_t count)
{
	float largest = 0;

	for (size_t i = 0; i < count; i++)
		largest = fmaxf(largest, fabsf(x[i]));
	return largest;
}

/* q to nearest, cut off at the ends of the range. */
static inline int32_t qm_nearest_code(float q, float least, float most)
{
	return (int32_t)fminf(fmaxf(rintf(q), least), most);
}

/* The code of x, where the largest magnitude of its group is `most` scales.  A scale of 0
 * makes zeros.  A subnormal scale may have been rounded so far down that a quotient is past
 * the range: it is cut off.
 */
static inline int32_t qm_symmetric_code(float x, float scale, float least, float most)
{
	return scale > 0 ? qm_nearest_code(x / scale, least, most) : 0;
}

#endif
