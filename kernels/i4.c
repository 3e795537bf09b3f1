/* i4.c - 4-bit weights in groups with a scale, times 8-bit activations with a scale a row.
 *
 * Activations are quantised when they arrive, one row at a time: a scale for each row costs
 * nothing inside the product.  One for each row and group would be multiplied with that of
 * the weights for every element of C in every group, for little: it is the weights that
 * have outliers in one group and none in the next.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <string.h>

#include "kernels/qm.h"

extern const struct qm_format qm_format_i8row;
extern const struct qm_format qm_format_i4, qm_format_i4g64, qm_format_i4g128;

/* |dot| <= 128 * 128 * 8 = 2^17 in a group of 128, so it is exact as a float. */
static void element(const struct qm_problem *p, size_t i, size_t j, void *c)
{
	const struct qm_format *const f = p->b.format;
	const int8_t *const a = (const int8_t *)p->a.codes + i * p->a.row_bytes;
	const char *const b = (const char *)p->b.codes + j * p->b.row_bytes;
	const float *const scales = p->b.scales + j * p->b.row_scales;
	float acc = 0;

	for (size_t g = 0; g < p->shape.k / f->group; g++) {
		int32_t dot = 0;

		for (size_t l = g * f->group; l < (g + 1) * f->group; l++)
			dot += a[l] * (int32_t)f->value(f->get(b, l));
		acc = fmaf(scales[g], (float)dot, acc);
	}
	acc *= p->a.scales[i];
	memcpy(c, &acc, sizeof acc);
}

#define CONTRACT "C2: acc = fmaf(sb, exact dot of a group, acc) from +0, groups ascending; C = sa * acc"

const struct qm_family qm_i4 = {
	.name = "i4",
	.idea = "4-bit weights in groups of 32, 8-bit activations",
	.contract = CONTRACT,
	.a = &qm_format_i8row,
	.b = &qm_format_i4,
	.c = QM_FLOAT32,
	.k_max = (size_t)1 << 31,
	.k_multiple = 32,
	.element = element,
};

const struct qm_family qm_i4g64 = {
	.name = "i4g64",
	.idea = "4-bit weights in groups of 64, 8-bit activations",
	.contract = CONTRACT,
	.a = &qm_format_i8row,
	.b = &qm_format_i4g64,
	.c = QM_FLOAT32,
	.k_max = (size_t)1 << 31,
	.k_multiple = 64,
	.element = element,
};

const struct qm_family qm_i4g128 = {
	.name = "i4g128",
	.idea = "4-bit weights in groups of 128, 8-bit activations",
	.contract = CONTRACT,
	.a = &qm_format_i8row,
	.b = &qm_format_i4g128,
	.c = QM_FLOAT32,
	.k_max = (size_t)1 << 31,
	.k_multiple = 128,
	.element = element,
};
