/* requantised_test.c - results of 8 bits are held to each bit of the requantised sums.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/check.h"
#include "kernels/requantise.h"
#include "tests/expect.h"

enum { M = 9, N = 40, K = 300 };

/* By definition, exactly: the scale is a power of two. */
static double scaled(const struct qm_problem *p, size_t i, size_t j)
{
	int32_t sum;

	p->family->element(p, i, j, &sum);
	return (double)sum * (double)qm_requantise_scale(p->shape.k);
}

static int32_t cut_off(double x)
{
	return (int32_t)fmax(-128, fmin(127, x));
}

static int32_t to_even(const struct qm_problem *p, size_t i, size_t j)
{
	return cut_off(rint(scaled(p, i, j)));
}

static int32_t ties_up(const struct qm_problem *p, size_t i, size_t j)
{
	return cut_off(floor(scaled(p, i, j) + 0.5));
}

static int32_t ties_away(const struct qm_problem *p, size_t i, size_t j)
{
	return cut_off(round(scaled(p, i, j)));
}

static int32_t to_zero(const struct qm_problem *p, size_t i, size_t j)
{
	return cut_off(trunc(scaled(p, i, j)));
}

static int32_t wrapped(const struct qm_problem *p, size_t i, size_t j)
{
	return (int8_t)(uint8_t)(int32_t)rint(scaled(p, i, j));
}

static int32_t not_cut_off(const struct qm_problem *p, size_t i, size_t j)
{
	return (int32_t)rint(scaled(p, i, j));
}

static int32_t at_most_126(const struct qm_problem *p, size_t i, size_t j)
{
	const int32_t c = to_even(p, i, j);

	return c > 126 ? 126 : c;
}

static int32_t the_sum(const struct qm_problem *p, size_t i, size_t j)
{
	int32_t sum;

	p->family->element(p, i, j, &sum);
	return sum;
}

static int32_t transposed(const struct qm_problem *p, size_t i, size_t j)
{
	return to_even(p, j % p->shape.m, i);
}

static int32_t first_wrong(const struct qm_problem *p, size_t i, size_t j)
{
	return to_even(p, i, j) ^ (i == 0 && j == 0);
}

static int32_t last_wrong(const struct qm_problem *p, size_t i, size_t j)
{
	return to_even(p, i, j) ^ (i == M - 1 && j == N - 1);
}

static int32_t inner_wrong(const struct qm_problem *p, size_t i, size_t j)
{
	return to_even(p, i, j) ^ (i == 5 && j == 23);
}

static const struct {
	const char *name;
	int32_t (*element)(const struct qm_problem *p, size_t i, size_t j);
	bool right, hidden; /* hidden: the sampled check need not see it */
} results[] = {
	{ "ties to even", to_even, true, false },
	{ "ties up", ties_up, false, false },
	{ "ties away from zero", ties_away, false, false },
	{ "cut to zero", to_zero, false, false },
	{ "wrapped around", wrapped, false, false },
	{ "not cut off", not_cut_off, false, false },
	{ "cut off too early", at_most_126, false, false },
	{ "the sums themselves", the_sum, false, false },
	{ "rows and columns exchanged", transposed, false, false },
	{ "the first element is wrong by one", first_wrong, false, false },
	{ "the last element is wrong by one", last_wrong, false, false },
	{ "an inner element is wrong by one", inner_wrong, false, true },
};

/* Operands of the extremes, so that sums are cut off, and single products that are ties. */
static void fill(struct qm_problem *p)
{
	int8_t *const a = p->a.codes, *const b = p->b.codes;

	qm_problem_fill(p, QM_DATA_NORMAL, 7);
	memset(a, -128, p->shape.k);
	memset(b, -128, p->shape.k);
	memset(b + p->b.row_bytes, 127, p->shape.k);
	/* 2^-10: 32 * 16 is half of a step, 96 * 16 one and a half. */
	memset(a + p->a.row_bytes, 0, p->shape.k);
	a[p->a.row_bytes] = 16;
	for (size_t j = 2; j < N; j++)
		b[j * p->b.row_bytes] = (int8_t)(j % 4 == 0 ? 32 : j % 4 == 1 ? -32 : j % 4 == 2 ? 96 : -96);
}

static void check_results(const struct qm_problem *p, double limit)
{
	const struct qm_kernel peer = { .name = "i8_any", .family = p->family,
		                        .library = "any", .outcome = QM_REQUANTISED };
	struct qm_err err = { 0 };
	struct qm_checker *const x = qm_checker_create(p, limit, 1, &err);
	int32_t *const c = malloc(M * N * sizeof *c);
	struct qm_checked checked = { 0 };

	for (size_t r = 0; x && c && r < sizeof results / sizeof results[0]; r++) {
		if (limit == 0 && results[r].hidden)
			continue;
		for (size_t e = 0; e < M * N; e++)
			c[e] = results[r].element(p, e / N, e % N);
		expect(qm_checker_judge(x, &peer, c, &checked, &err) == results[r].right,
		       results[r].name);
		expect(results[r].right || (err.code == QM_WRONG && strstr(err.text, "expected")),
		       "what is refused is wrong, and the element is named");
		expect(checked.how == QM_CHECK_REQUANTISED, "it is called requantised");
		expect(limit > 0 ? checked.count == M * N
		                 : checked.count >= 2 * (M + N) - 4 && checked.count < M * N,
		       "and it is told how much was checked");
	}
	expect(x && c, "memory");
	free(c);
	qm_checker_destroy(x);
}

/* Of data as in a network few results are cut off, and most codes occur. */
static void check_spread(size_t k)
{
	bool seen[256] = { false };
	const size_t m = 40, n = 250;
	size_t cut = 0, codes = 0;
	struct qm_problem p;
	struct qm_err err;

	if (!qm_problem_create(&p, &qm_i8_requantised, (struct qm_shape){ m, n, k }, &err)) {
		expect(false, "memory for a problem");
		return;
	}
	qm_problem_fill(&p, QM_DATA_NORMAL, 7);
	for (size_t e = 0; e < m * n; e++) {
		int32_t c;

		p.family->element(&p, e / n, e % n, &c);
		cut += c == -128 || c == 127;
		seen[c + 128] = true;
	}
	for (size_t i = 0; i < 256; i++)
		codes += seen[i];
	printf("k = %zu: %zu codes, %.2f %% cut off\n", k, codes, 100.0 * (double)cut / (double)(m * n));
	expect(cut < m * n / 20, "few results are cut off");
	expect(codes > 100, "and many codes occur");
	qm_problem_destroy(&p);
}

static void check_scales(void)
{
	static const struct {
		size_t k;
		int power;
	} scales[] = {
		{ 1, -5 }, { 2, -6 }, { 4, -6 }, { 5, -7 }, { 16, -7 }, { 1024, -10 }, { 1025, -11 },
		{ 4096, -11 }, { 131071, -14 },
	};

	for (size_t i = 0; i < sizeof scales / sizeof scales[0]; i++)
		expect(qm_requantise_scale(scales[i].k) == ldexpf(1, scales[i].power), "the scale of k");
	expect(qm_requantise(1, 0.5f) == 0 && qm_requantise(3, 0.5f) == 2 &&
	       qm_requantise(-1, 0.5f) == 0 && qm_requantise(-3, 0.5f) == -2, "ties");
	expect(qm_requantise(253, 0.5f) == 126 && qm_requantise(255, 0.5f) == 127 &&
	       qm_requantise(INT32_MAX, 0.5f) == 127 && qm_requantise(-257, 0.5f) == -128 &&
	       qm_requantise(INT32_MIN, 0.5f) == -128, "the ends");
}

int main(void)
{
	struct qm_problem p;
	struct qm_err err;

	check_scales();
	check_spread(512);
	check_spread(1024);
	check_spread(1025);
	check_spread(4096);
	if (!qm_problem_create(&p, qm_family_find("i8"), (struct qm_shape){ M, N, K }, &err))
		return 1;
	fill(&p);
	check_results(&p, INFINITY);
	check_results(&p, 0);
	qm_problem_destroy(&p);
	return expect_end();
}
