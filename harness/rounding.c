/* rounding.c - what a product loses because its operands are kept in few bits.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdlib.h>

#include "harness/rounding.h"
#include "kernels/fill.h"

enum { ROWS = 16, K_MOST = 4096 };

/* ROWS rows of k values each. */
struct lines {
	double *whole;   /* as they were drawn */
	double *rounded; /* as the format keeps them */
};

/* The multiple of the codes that is nearest to the row. */
static double best_scale(const double *whole, const double *codes, size_t k)
{
	double both = 0, square = 0;

	for (size_t p = 0; p < k; p++) {
		both += whole[p] * codes[p];
		square += codes[p] * codes[p];
	}
	return square > 0 ? both / square : 0;
}

static void read_row(const struct qm_matrix *x, size_t row, const double *whole,
                     double *rounded)
{
	const struct qm_format *const f = x->format;
	const char *const codes = (const char *)x->codes + row * x->row_bytes;

	for (size_t p = 0; p < x->k; p++)
		rounded[p] = f->value(f->get(codes, p));

	const double fit = f->group ? 1 : best_scale(whole, rounded, x->k);

	for (size_t p = 0; p < x->k; p++)
		rounded[p] *= f->group ? (double)x->scales[row * x->row_scales + p / f->group]
		                       : fit;
}

static bool draw(const struct qm_matrix *x, uint64_t seed, uint64_t stream,
                 struct lines *to)
{
	float *const floats = malloc(x->k * sizeof *floats);

	to->whole = malloc(ROWS * x->k * sizeof *to->whole);
	to->rounded = malloc(ROWS * x->k * sizeof *to->rounded);
	if (!floats || !to->whole || !to->rounded) {
		free(floats);
		return false;
	}
	for (size_t row = 0; row < ROWS; row++) {
		double *const whole = to->whole + row * x->k;

		qm_fill_floats(floats, x->k, seed, stream, row);
		for (size_t p = 0; p < x->k; p++)
			whole[p] = floats[p];
		x->format->quantise(x, row, floats);
		read_row(x, row, whole, to->rounded + row * x->k);
	}
	free(floats);
	return true;
}

static double dot(const double *x, const double *y, size_t k)
{
	double sum = 0;

	for (size_t p = 0; p < k; p++)
		sum += x[p] * y[p];
	return sum;
}

static double compare(const struct lines *a, const struct lines *b, size_t k)
{
	double lost = 0, all = 0;

	for (size_t i = 0; i < ROWS; i++)
		for (size_t j = 0; j < ROWS; j++) {
			const double c = dot(a->whole + i * k, b->whole + j * k, k);
			const double is = dot(a->rounded + i * k, b->rounded + j * k, k);

			lost += (is - c) * (is - c);
			all += c * c;
		}
	return sqrt(lost / all);
}

double qm_rounding_error(const struct qm_family *family, size_t k, uint64_t seed)
{
	const size_t used = k < K_MOST ? k : K_MOST;
	struct lines a = { NULL, NULL }, b = { NULL, NULL };
	struct qm_problem p;
	double error = NAN;

	if (!qm_problem_create(&p, family, (struct qm_shape){ ROWS, ROWS, used }, NULL))
		return NAN;
	if (draw(&p.a, seed, 0, &a) && draw(&p.b, seed, 1, &b))
		error = compare(&a, &b, used);
	free(a.whole);
	free(a.rounded);
	free(b.whole);
	free(b.rounded);
	qm_problem_destroy(&p);
	return error;
}
