/* unordered.c - a product of floats whose sums may have been taken in any order.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "harness/unordered.h"

static const double unit = 0x1p-24;

/* What is known of one element, in double precision: of its rounding nothing shows in the
 * bound, and no sum of products of floats is too large for it.
 */
struct dot {
	double sum, magnitude;
	double special; /* the sum of what is not finite: 0, infinite or NaN */
	double flushed; /* of `magnitude`, what is lost if subnormal numbers count as 0; */
	bool undefined; /* and an infinity that is then multiplied by 0 */
};

static float *numbers_of(const struct qm_matrix *x)
{
	float *const to = malloc(x->rows * x->k * sizeof *to);

	assert(!x->row_scales);
#pragma omp parallel for if (to != NULL)
	for (size_t row = 0; row < (to ? x->rows : 0); row++)
		for (size_t p = 0; p < x->k; p++)
			to[row * x->k + p] = (float)x->format->value(x->format->get(
				(const char *)x->codes + row * x->row_bytes, p));
	return to;
}

bool qm_numbers_read(struct qm_numbers *x, const struct qm_problem *p, struct qm_err *err)
{
	*x = (struct qm_numbers){ numbers_of(&p->a), numbers_of(&p->b), p->shape.k };
	if (x->a && x->b)
		return true;
	qm_numbers_free(x);
	return qm_fail(err, QM_WRONG, "not enough memory to check a result of %zu x %zu",
	               p->shape.m, p->shape.n);
}

void qm_numbers_free(struct qm_numbers *x)
{
	free(x->a);
	free(x->b);
	*x = (struct qm_numbers){ 0 };
}

static bool is_tiny(float x)
{
	return fabsf(x) < FLT_MIN;
}

static struct dot dot_of(const struct qm_numbers *x, size_t i, size_t j)
{
	const float *const a = x->a + i * x->k, *const b = x->b + j * x->k;
	struct dot d = { 0 };

	for (size_t p = 0; p < x->k; p++) {
		const double product = (double)a[p] * (double)b[p];

		const bool tiny = is_tiny(a[p]) || is_tiny(b[p]);

		if (!isfinite(product)) {
			d.special += product;
			d.undefined = d.undefined || tiny;
			continue;
		}
		d.sum += product;
		d.magnitude += fabs(product);
		if (tiny)
			d.flushed += fabs(product);
	}
	return d;
}

double qm_unordered_sum(const struct qm_numbers *x, size_t i, size_t j)
{
	const struct dot d = dot_of(x, i, j);

	return d.sum + d.special;
}

/* Instructions may take subnormal operands for 0, and give 0 in place of each subnormal sum
 * (vdpbf16ps does); or they round it to a multiple of 2^-149.
 */
static double slack(const struct dot *d, size_t k)
{
	return d->flushed + (double)k * FLT_MIN;
}

bool qm_unordered_ok(const struct qm_numbers *x, size_t i, size_t j, float c, double *error)
{
	const struct dot d = dot_of(x, i, j);
	const double ku = (double)x->k * unit, off = fabs((double)c - d.sum) - slack(&d, x->k);
	const bool may_overflow = d.magnitude > FLT_MAX;

	if (isnan(d.special))
		return isnan(c);
	if (d.special != 0)
		return (double)c == d.special || ((may_overflow || d.undefined) && isnan(c));
	if (may_overflow)
		return true;
	if (off > 0)
		*error = fmax(*error, off / (unit * d.magnitude));
	return off <= ku / (1 - ku) * d.magnitude;
}
