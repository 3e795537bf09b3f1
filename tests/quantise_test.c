/* quantise_test.c - integers with a scale: worked numbers, ties, ranges, groups that are zero,
 * huge or tiny, and what a group leaves alone.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernels/fill.h"
#include "kernels/rng.h"

extern const struct qm_format qm_format_i4, qm_format_i4g64, qm_format_i4g128;
extern const struct qm_format qm_format_i8, qm_format_i8row, qm_format_s24;
extern const struct qm_family qm_i8, qm_i4;

static const struct qm_format *const i4[] = {
	&qm_format_i4,
	&qm_format_i4g64,
	&qm_format_i4g128,
};

enum { SEED = 20240229, I4 = sizeof i4 / sizeof i4[0], K = 384, MAX_K = K };

static int wrong;

static void check(bool right, const char *format, const char *what)
{
	if (right)
		return;
	fprintf(stderr, "WRONG: %s: %s\n", format, what);
	wrong = 1;
}

/* A row of k numbers, quantised; what the row held before must not matter. */
static struct qm_matrix row_of(const struct qm_format *f, size_t k, const float *x)
{
	struct qm_matrix to = qm_matrix_describe(f, 1, k);

	to.codes = malloc(to.row_bytes);
	to.scales = malloc((to.row_scales + 1) * sizeof *to.scales);
	if (!to.codes || !to.scales)
		exit(EXIT_FAILURE);
	memset(to.codes, 0xA5, to.row_bytes);
	f->quantise(&to, 0, x);
	return to;
}

static void release(struct qm_matrix *x)
{
	free(x->codes);
	free(x->scales);
}

static int code_at(const struct qm_matrix *x, size_t p)
{
	return (int)x->format->value(x->format->get(x->codes, p));
}

/* One group of numbers, zeros after them: its scale and codes. */
static void check_group(const struct qm_format *f, const char *what, const float *x,
                        size_t count, float scale, const int *codes)
{
	float all[MAX_K] = { 0 };
	bool right;

	memcpy(all, x, count * sizeof *x);

	struct qm_matrix row = row_of(f, MAX_K, all);

	right = !f->group || memcmp(&row.scales[0], &scale, sizeof scale) == 0;
	for (size_t l = 0; l < MAX_K; l++)
		right = right && code_at(&row, l) == (l < count ? codes[l] : 0);
	for (size_t g = 1; g < row.row_scales; g++)
		right = right && row.scales[g] == 0;
	check(right, f->name, what);
	release(&row);
}

/* The weights that lectures quantise (Frobenius error 2.28 at two bits), here at four: the
 * scale is 2.12 / 7.
 */
static const float lecture[] = {
	2.09f,  -0.98f, 1.48f, 0.09f,  0.05f, -0.14f, -1.08f, 2.12f,
	-0.91f, 1.92f,  0.00f, -1.03f, 1.87f, 0.00f,  1.53f,  1.49f,
};
static const int lecture_codes[] = { 7, -3, 5, 0, 0, 0, -4, 7, -3, 6, 0, -3, 6, 0, 5, 5 };

static const float ties[] = {
	7, 0.5f, 1.5f, 2.5f, -0.5f, -1.5f, -2.5f, 6.5f, -6.5f, 5.5f
};
static const int tie_codes[] = { 7, 0, 2, 2, 0, -2, -2, 6, -6, 6 };
static const float below_ties[] = { -7, 0x1.fffffep-2f, 0x1.000002p-1f, 0x1.7ffffep0f };
static const int below_codes[] = { -7, 0, 1, 1 };
static const float huge[] = { FLT_MAX, -FLT_MAX, FLT_MAX / 2, 1 };
static const int huge_codes[] = { 7, -7, 4, 0 };
/* In units of 2^-149: 4 / 7 is rounded up to 1, 10 / 7 down to 1, 3 / 7 down to 0. */
static const float four[] = { 0x4p-149f, -0x3p-149f, 0x1p-149f };
static const int four_codes[] = { 4, -3, 1 };
static const float ten[] = { 0xAp-149f, -0xAp-149f, 0x7p-149f };
static const int ten_codes[] = { 7, -8, 7 };
static const float three[] = { 0x3p-149f, -0x3p-149f };
static const float zeros[] = { 0, -0.0f };
static const int no_codes[] = { 0, 0 };

static void check_worked(const struct qm_format *f)
{
	check_group(f, "weights of the lectures", lecture, 16, 2.12f / 7, lecture_codes);
	check_group(f, "ties to even", ties, 10, 1, tie_codes);
	check_group(f, "beside ties", below_ties, 4, 1, below_codes);
	check_group(f, "the largest float", huge, 4, FLT_MAX / 7, huge_codes);
	check_group(f, "a subnormal scale, rounded up", four, 3, 0x1p-149f, four_codes);
	check_group(f, "a subnormal scale, rounded down", ten, 3, 0x1p-149f, ten_codes);
	check_group(f, "too small for a scale", three, 2, 0, no_codes);
	check_group(f, "zeros", zeros, 2, 0, no_codes);
}

/* The definition, number by number: the largest of each group becomes +-7, and each code is
 * the integer nearest to x / scale.  Groups are of very different sizes, some are zero; k
 * ends within one.
 */
static void check_definition(const struct qm_format *f, size_t k, uint64_t stream)
{
	struct qm_rng rng = qm_rng_make(SEED, stream);
	float x[MAX_K];

	for (size_t l = 0; l < k; l++) {
		const int size = (int)(l / f->group % 5) * 50 - 100;
		const double unit = (double)qm_rng_below(&rng, 2000001) - 1000000;

		x[l] = l / f->group % 4 == 3 ? 0 : (float)ldexp(unit, size);
	}

	struct qm_matrix row = row_of(f, k, x);

	check(row.row_scales == (k + f->group - 1) / f->group, f->name,
	      "another number of scales");
	for (size_t l = 0; l < k; l++) {
		const size_t from = l / f->group * f->group;
		float largest = 0;

		for (size_t p = from; p < k && p < from + f->group; p++)
			largest = fmaxf(largest, fabsf(x[p]));

		const float scale = row.scales[l / f->group];
		const double exact = scale > 0 ? (double)x[l] / (double)scale : 0;
		const int code = code_at(&row, l);

		check(scale == largest / 7, f->name, "a scale is not the largest by 7");
		check(fabs(code - exact) <= 0.5 + 0x1p-22, f->name,
		      "a code is not the nearest");
		check(fabsf(x[l]) != largest || abs(code) == (largest > 0 ? 7 : 0),
		      f->name, "the largest of a group is not 7");
	}
	release(&row);
}

/* All codes in both halves of a byte; neighbours stay. */
static void check_codes(const struct qm_format *f)
{
	uint8_t row[3];

	for (uint32_t code = 0; code < 16; code++)
		for (size_t p = 2; p < 4; p++) {
			memset(row, 0xA5, sizeof row);
			f->put(row, p, code);
			check(f->get(row, p) == code &&
			              f->get(row, 5 - p) == (p == 2 ? 0xA : 0x5) &&
			              row[0] == 0xA5 && row[2] == 0xA5,
			      f->name, "a code is not where it was put");
			check(f->value(code) == (code < 8 ? (int)code : (int)code - 16),
			      f->name, "a code stands for another number");
		}
}

/* 4 bits and a share of the 32 of a scale. */
static void check_bytes(const struct qm_format *f)
{
	const struct qm_matrix x = qm_matrix_describe(f, 3, 4096);

	check(qm_matrix_bytes(&x) == 3 * (4096 / 2 + 4096 / f->group * 4), f->name,
	      "another number of bytes");
}

/* Rows of 8 bits: with the scale, and without one. */
static void check_bytes_of_rows(void)
{
	static const float row[] = { 127, 0.5f, 1.5f, -2.5f, -126.5f, 126.5f };
	static const int row_codes[] = { 127, 0, 2, -2, -126, 126 };
	static const float tiny[] = { 0x64p-149f, -0x64p-149f, 0x32p-149f };
	static const int tiny_codes[] = { 100, -100, 50 };
	static const float largest[] = { -FLT_MAX, FLT_MAX };
	static const int largest_codes[] = { -127, 127 };

	check_group(&qm_format_i8row, "ties", row, 6, 1, row_codes);
	check_group(&qm_format_i8, "ties", row, 6, 0, row_codes);
	check_group(&qm_format_i8row, "subnormal", tiny, 3, 0x1p-149f, tiny_codes);
	check_group(&qm_format_i8row, "the largest float", largest, 2, FLT_MAX / 127,
	            largest_codes);
	check_group(&qm_format_i8, "the largest float", largest, 2, 0, largest_codes);
	check_group(&qm_format_i8row, "zeros", tiny, 0, 0, NULL);
	check_group(&qm_format_i8, "zeros", tiny, 0, 0, NULL);
}

/* 127 / x is no float where x is below 127 / FLT_MAX: codes are smaller then, not undefined. */
static void check_small_rows(const struct qm_format *f)
{
	float x[8] = { 0x1p-122f, 0, -0x1p-122f, 0 };

	for (int e = -122; e >= -149; e--, x[0] /= 2, x[2] /= 2) {
		struct qm_matrix row = row_of(f, 8, x);
		const int code = code_at(&row, 0);

		check(code <= 127 && code == -code_at(&row, 2) && (e < -128 || code > 0),
		      f->name, "codes of a row of small numbers");
		check(e > -149 || code == 0, f->name,
		      "codes of a row of the smallest numbers");
		release(&row);
	}
}

/* INT8 with scales 1/63.5 and 1/127, and a group of weights by hand: 3 * 0.25 * 0.5. */
static void check_products(void)
{
	static const int8_t weights[2][2] = { { -98, 14 }, { -17, 41 } },
			    x[2] = { 44, -65 };
	static const int right[] = { -5222, -3413 };
	struct qm_problem p;
	float c = 0;

	if (!qm_problem_create(&p, &qm_i8, (struct qm_shape){ 1, 2, 2 }, NULL))
		exit(EXIT_FAILURE);
	memcpy(p.a.codes, x, 2);
	for (size_t j = 0; j < 2; j++) {
		int32_t sum;

		memcpy((char *)p.b.codes + j * p.b.row_bytes, weights[j], 2);
		p.family->element(&p, 0, j, &sum);
		check(sum == right[j], "i8", "the worked product");
	}
	qm_problem_destroy(&p);
	if (!qm_problem_create(&p, &qm_i4, (struct qm_shape){ 1, 1, 64 }, NULL))
		exit(EXIT_FAILURE);
	for (size_t l = 0; l < 64; l++) {
		p.a.format->put(p.a.codes, l, l % 2 ? 0x80 : 0x7F); /* 127, -128 */
		p.b.format->put(p.b.codes, l,
		                l < 32  ? 0x8
		                : l % 2 ? 0x7
		                        : 0x0); /* -8; 0, 7 */
	}
	p.a.scales[0] = 0.5f, p.b.scales[0] = 0.25f, p.b.scales[1] = 2;
	p.family->element(&p, 0, 0, &c);
	/* (0.25 * 16 * -8 * (127 - 128) + 2 * 16 * 7 * -128) / 2 */
	check(c == (32 - 28672) / 2.0f, "i4", "the worked product");
	qm_problem_destroy(&p);
}

/* Groups that do not divide k are refused, with the number that would do. */
static void check_refusals(void)
{
	for (size_t i = 0; i < qm_family_count; i++) {
		const struct qm_family *const f = qm_families[i];
		const size_t group = f->b->group;
		struct qm_err err = { 0 };
		char must[80];

		if (!group || group == QM_WHOLE_ROW)
			continue;
		snprintf(must, sizeof must, "k = %zu must be a multiple of %zu",
		         2 * group + 1, group);
		check(!qm_shape_ok(f, (struct qm_shape){ 1, 1, 2 * group + 1 }, &err) &&
		              err.code == QM_USAGE && strstr(err.text, must),
		      f->name, "k within a group was not refused, or without saying why");
		check(!qm_shape_ok(f, (struct qm_shape){ 1, 1, group / 2 }, &err),
		      f->name, "half a group was not refused");
		check(qm_shape_ok(f, (struct qm_shape){ 1, 1, 2 * group }, &err), f->name,
		      "two groups were refused");
	}
}

int main(void)
{
	for (size_t i = 0; i < I4; i++) {
		check_worked(i4[i]);
		check_definition(i4[i], K, i);
		check_definition(i4[i], K - 5, i + I4);
		check_codes(i4[i]);
		check_bytes(i4[i]);
	}
	check_bytes_of_rows();
	check_small_rows(&qm_format_i8);
	check_small_rows(&qm_format_s24);
	check_products();
	check_refusals();
	return wrong;
}
