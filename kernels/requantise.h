/* requantise.h - sums of 8-bit products handed out as 8 bits, as layers of networks do.
 *
 * A layer whose input and output are 8-bit codes stores
 *
 *     clamp(nearest(sum * scale), -128, 127)
 *
 * with the scales of its input, weights and output in one factor (Jacob et al., CVPR 2018,
 * section 2.2), ties to even.  Here scale = 2^-(5 + ceil(log4 k)): values drawn from a normal
 * distribution, the largest of some hundreds or more coded as 127, have codes that deviate by
 * 30 to 45, so that sums deviate by 900 to 2000 times sqrt(k), and the ends of the range are two
 * to nine deviations away: few results are cut off, and most codes occur.
 *
 * No other rounding shows.  The scale is a power of two, at least 2^-14 for any k of the family,
 * so what is not cut off comes from a sum below 2^21, which is exact as a float.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_REQUANTISE_H
#define QM_REQUANTISE_H

#include "kernels/qm.h"

float qm_requantise_scale(size_t k);
int8_t qm_requantise(int32_t sum, float scale);

/* What QM_REQUANTISED kernels of i8 are held to: element() gives the requantised sum, in four
 * bytes.  It is none of qm_families, for no kernel is of it.
 */
extern const struct qm_family qm_i8_requantised;

#endif
