/* i4f.c - 4-bit weights in groups with a scale, times single precision: weights are small
 * in memory only.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <string.h>

#include "kernels/qm.h"

extern const struct qm_format qm_format_f32;
extern const struct qm_format qm_format_i4, qm_format_i4g64, qm_format_i4g128;

static void element(const struct qm_problem *p, size_t i, size_t j, void *c)
{
	const struct qm_format *const f = p->b.format;
	const float *a = (const void *)((const char *)p->a.codes + i * p->a.row_bytes);
	const char *const b = (const char *)p->b.codes + j * p->b.row_bytes;
	const float *const scales = p->b.scales + j * p->b.row_scales;
	float acc = 0;

	for (size_t l = 0; l < p->shape.k; l++) {
		const float w = scales[l / f->group] * (float)f->value(f->get(b, l));

		acc = fmaf(a[l], w, acc);
	}
	memcpy(c, &acc, sizeof acc);
}

#define CONTRACT "C1: acc = fmaf(a, w, acc) from +0, k ascending, w = scale * code in f32"

const struct qm_family qm_i4f = {
	.name = "i4f",
	.idea = "4-bit weights in groups of 32, single precision activations",
	.contract = CONTRACT,
	.a = &qm_format_f32,
	.b = &qm_format_i4,
	.c = QM_FLOAT32,
	.k_max = (size_t)1 << 31,
	.k_multiple = 32,
	.element = element,
};

const struct qm_family qm_i4fg64 = {
	.name = "i4fg64",
	.idea = "4-bit weights in groups of 64, single precision activations",
	.contract = CONTRACT,
	.a = &qm_format_f32,
	.b = &qm_format_i4g64,
	.c = QM_FLOAT32,
	.k_max = (size_t)1 << 31,
	.k_multiple = 64,
	.element = element,
};

const struct qm_family qm_i4fg128 = {
	.name = "i4fg128",
	.idea = "4-bit weights in groups of 128, single precision activations",
	.contract = CONTRACT,
	.a = &qm_format_f32,
	.b = &qm_format_i4g128,
	.c = QM_FLOAT32,
	.k_max = (size_t)1 << 31,
	.k_multiple = 128,
	.element = element,
};
