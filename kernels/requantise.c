/* requantise.c - sums of 8-bit products handed out as 8 bits, as layers of networks do.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <string.h>

#include "kernels/requantise.h"
#include "kernels/symmetric.h"

extern const struct qm_format qm_format_i8;
extern const struct qm_family qm_i8;

float qm_requantise_scale(size_t k)
{
	int root = 0; /* ceil(log4 k) */

	while ((size_t)1 << 2 * root < k)
		root++;
	return ldexpf(1, -(5 + root));
}

int8_t qm_requantise(int32_t sum, float scale)
{
	return (int8_t)qm_nearest_code((float)sum * scale, INT8_MIN, INT8_MAX);
}

static void element(const struct qm_problem *p, size_t i, size_t j, void *c)
{
	int32_t sum;

	qm_i8.element(p, i, j, &sum);
	sum = qm_requantise(sum, qm_requantise_scale(p->shape.k));
	memcpy(c, &sum, sizeof sum);
}

const struct qm_family qm_i8_requantised = {
	.name = "i8",
	.idea = "8-bit integers to 8 bits",
	.contract = "the exact sum times a power of two, to nearest, ties to even, cut off at -128 "
	            "and 127",
	.a = &qm_format_i8,
	.b = &qm_format_i8,
	.c = QM_INT32,
	.k_max = 131071,
	.k_multiple = 1,
	.element = element,
};
