/* unordered_test.c - what an order of sums can do is accepted, and nothing else.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/check.h"
#include "harness/unordered.h"
#include "tests/expect.h"

enum { M = 9, N = 40, K = 300 };

static float code(const struct qm_matrix *x, size_t row, size_t p)
{
	float f;

	memcpy(&f, (const char *)x->codes + row * x->row_bytes + p * sizeof f, sizeof f);
	return f;
}

static void set(const struct qm_matrix *x, size_t row, size_t p, float f)
{
	memcpy((char *)x->codes + row * x->row_bytes + p * sizeof f, &f, sizeof f);
}

static float backwards(const struct qm_problem *p, size_t i, size_t j)
{
	float sum = 0;

	for (size_t l = p->shape.k; l-- > 0;)
		sum += code(&p->a, i, l) * code(&p->b, j, l);
	return sum;
}

/* The sums of sixteen lanes. */
static float in_lanes(const struct qm_problem *p, size_t i, size_t j)
{
	float lane[16] = { 0 }, sum = 0;

	for (size_t l = 0; l < p->shape.k; l++)
		lane[l % 16] = fmaf(code(&p->a, i, l), code(&p->b, j, l), lane[l % 16]);
	for (size_t l = 0; l < 16; l++)
		sum += lane[l];
	return sum;
}

static float one_less(const struct qm_problem *p, size_t i, size_t j)
{
	struct qm_problem less = *p;

	less.shape.k--;
	return backwards(&less, i, j);
}

/* Eight bits of each sum, as bf16 has. */
static float cut(const struct qm_problem *p, size_t i, size_t j)
{
	return ldexpf(rintf(ldexpf(backwards(p, i, j), 4)), -4);
}

static float transposed(const struct qm_problem *p, size_t i, size_t j)
{
	return backwards(p, j % p->shape.m, i);
}

static float not_a_number(const struct qm_problem *p, size_t i, size_t j)
{
	return i == 8 && j == 39 ? NAN : backwards(p, i, j);
}

static float one_element(const struct qm_problem *p, size_t i, size_t j)
{
	return backwards(p, i, j) + (i == 8 && j == 39 ? 0.01f : 0);
}

static float nothing(const struct qm_problem *p, size_t i, size_t j)
{
	(void)p, (void)i, (void)j;
	return 0;
}

static const struct {
	const char *name;
	float (*element)(const struct qm_problem *p, size_t i, size_t j);
	bool right;
} results[] = {
	{ "from the last product to the first", backwards, true },
	{ "in lanes", in_lanes, true },
	{ "without the last product", one_less, false },
	{ "rounded to few bits", cut, false },
	{ "rows and columns exchanged", transposed, false },
	{ "an element that is NaN", not_a_number, false },
	{ "an element that is wrong by 0.01", one_element, false },
	{ "zeros", nothing, false },
};

static bool judge(const struct qm_problem *p,
                  float (*element)(const struct qm_problem *, size_t, size_t), double *error)
{
	const struct qm_kernel peer = { .name = "f32_any", .family = p->family,
		                        .library = "any", .outcome = QM_UNORDERED };
	struct qm_checked checked = { .error = -1 };
	struct qm_err err;
	struct qm_checker *const x = qm_checker_create(p, INFINITY, 1, &err);
	float *const c = calloc(p->shape.m * p->shape.n, sizeof *c);
	bool ok;

	for (size_t i = 0; i < p->shape.m; i++)
		for (size_t j = 0; j < p->shape.n; j++)
			c[i * p->shape.n + j] = element(p, i, j);
	ok = x && qm_checker_judge(x, &peer, c, &checked, &err);
	expect(x && checked.how == QM_CHECK_UNORDERED, "it is called unordered");
	*error = checked.error;
	expect(ok || err.code == QM_WRONG, "what is refused is wrong");
	qm_checker_destroy(x);
	free(c);
	return ok;
}

static void check_results(struct qm_problem *p)
{
	for (size_t i = 0; i < sizeof results / sizeof results[0]; i++) {
		double error = -1;

		expect(judge(p, results[i].element, &error) == results[i].right, results[i].name);
		expect(error >= 0 && (!results[i].right || error < 50), "its error is told");
	}
}

/* One row by one column: what the single element may be. */
static bool accepts(const float *a, const float *b, size_t k, float c)
{
	struct qm_numbers x = { (float *)(uintptr_t)a, (float *)(uintptr_t)b, k };
	double error = 0;

	return qm_unordered_ok(&x, 0, 0, c, &error);
}

static void check_specials(void)
{
	const float one[] = { 1, 1 }, inf[] = { 1, INFINITY }, both[] = { INFINITY, -INFINITY };
	const float big[] = { 3e38f, 3e38f }, tiny[] = { 1e-40f, 1 }, nan[] = { NAN, 1 };
	const float large[] = { 1e38f, 1 }, zero[] = { 0, 0 };

	expect(accepts(one, one, 2, 2) && !accepts(one, one, 2, 2.000001f), "2 is 2");
	expect(accepts(zero, one, 2, 0) && accepts(zero, one, 2, -0.0f) &&
	       !accepts(zero, one, 2, 1e-30f), "zero times one is zero");
	expect(accepts(nan, one, 2, NAN) && !accepts(nan, one, 2, 1), "NaN stays");
	expect(accepts(both, one, 2, NAN) && !accepts(both, one, 2, INFINITY), "inf - inf");
	expect(accepts(inf, one, 2, INFINITY) && !accepts(inf, one, 2, -INFINITY) &&
	       !accepts(inf, one, 2, NAN) && !accepts(inf, one, 2, 3e38f), "inf + 1");
	expect(accepts(big, one, 2, INFINITY), "sums too large for a float");
	expect(accepts(inf, tiny, 2, INFINITY) && accepts((float[]){ INFINITY, 1 }, tiny, 2, NAN),
	       "inf times a subnormal that counts as 0");
	expect(accepts(large, tiny, 2, 1.01f) && accepts(large, tiny, 2, 1) &&
	       !accepts(large, tiny, 2, 1.03f), "a subnormal factor may count as 0");
}

int main(void)
{
	struct qm_problem p;
	struct qm_err err;

	if (!qm_problem_create(&p, qm_family_find("f32"), (struct qm_shape){ M, N, K }, &err))
		return 1;
	qm_problem_fill(&p, QM_DATA_NORMAL, 7);
	/* A last product of some size in each sum. */
	for (size_t i = 0; i < M; i++)
		set(&p.a, i, K - 1, 1);
	for (size_t j = 0; j < N; j++)
		set(&p.b, j, K - 1, 1);
	check_results(&p);
	check_specials();
	qm_problem_destroy(&p);
	return expect_end();
}
