/* harness_test.c - the checker sees every fault it claims to see, and the statistics are
 * those of the textbook.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/check.h"
#include "harness/rounding.h"
#include "harness/shapes.h"
#include "harness/stats.h"
#include "kernels/rng.h"
#include "tests/expect.h"

/* C by definition. */
static uint32_t *define(const struct qm_problem *p)
{
	const struct qm_shape s = p->shape;
	uint32_t *c = malloc(s.m * s.n * sizeof *c);

	for (size_t i = 0; c && i < s.m; i++)
		for (size_t j = 0; j < s.n; j++)
			p->family->element(p, i, j, &c[i * s.n + j]);
	return c;
}

/* Every single wrong element must be seen by the checks that look at all of C. */
static void check_whole(const char *family, double limit, enum qm_check how)
{
	struct qm_problem p;
	struct qm_err err;
	const struct qm_kernel kernel = { .name = "any" };
	struct qm_checked checked = { 0 };
	struct qm_checker *x;
	uint32_t *c;
	bool all = true;

	if (!qm_problem_create(&p, qm_family_find(family), (struct qm_shape){ 5, 19, 33 }, &err)) {
		expect(false, "memory for a problem");
		return;
	}
	qm_problem_fill(&p, QM_DATA_CODES, 7);
	c = define(&p);
	x = qm_checker_create(&p, limit, 1, &err);
	expect(x && c && qm_checker_judge(x, &kernel, c, &checked, &err), "a right result is accepted");
	expect(checked.how == how, "the check that was asked for");
	for (size_t e = 0; x && c && e < 5 * 19; e++) {
		c[e] ^= 1;
		all = all && !qm_checker_check(x, c, &err) && err.code == QM_WRONG;
		c[e] ^= 1;
	}
	expect(all, "each wrong bit is refused");
	free(c);
	qm_checker_destroy(x);
	qm_problem_destroy(&p);
}

/* The error names the element. */
static void check_message(void)
{
	struct qm_problem p;
	struct qm_err err = { 0 };
	struct qm_checker *x;
	uint32_t *c;

	if (!qm_problem_create(&p, qm_family_find("i8"), (struct qm_shape){ 9, 40, 3 }, &err)) {
		expect(false, "memory for a problem");
		return;
	}
	qm_problem_fill(&p, QM_DATA_CODES, 7);
	c = define(&p);
	x = qm_checker_create(&p, 0, 1, &err);
	if (x && c) {
		c[6 * 40 + 31]++;
		expect(!qm_checker_check(x, c, &err) && strstr(err.text, "C[6][31] is "),
		       "Freivalds' check names the element");
		expect(strstr(err.text, "row      6  ........X.......") != NULL,
		       "and draws its neighbourhood");
	}
	free(c);
	qm_checker_destroy(x);
	qm_problem_destroy(&p);
}

/* A tile of 7 x 31 that is wrong somewhere in C is seen by the sampled check. */
static void check_sampled(void)
{
	struct qm_problem p;
	struct qm_err err;
	struct qm_checker *x;
	uint32_t *c;
	bool all = true;
	const struct qm_kernel kernel = { .name = "any" };
	struct qm_checked checked = { 0 };
	const size_t m = 40, n = 100;

	if (!qm_problem_create(&p, qm_family_find("f32"), (struct qm_shape){ m, n, 8 }, &err)) {
		expect(false, "memory for a problem");
		return;
	}
	qm_problem_fill(&p, QM_DATA_NORMAL, 7);
	c = define(&p);
	x = qm_checker_create(&p, 0, 1, &err);
	expect(x && c && qm_checker_judge(x, &kernel, c, &checked, &err), "a right result is accepted");
	expect(checked.how == QM_CHECK_SAMPLED, "sampled");
	for (size_t i = 0; x && c && i + 7 <= m; i++)
		for (size_t j = 0; j + 31 <= n; j++) {
			for (size_t e = 0; e < 7 * 31; e++)
				c[(i + e / 31) * n + j + e % 31] ^= 1;
			all = all && !qm_checker_check(x, c, &err);
			for (size_t e = 0; e < 7 * 31; e++)
				c[(i + e / 31) * n + j + e % 31] ^= 1;
		}
	expect(all, "each wrong tile is refused");
	free(c);
	qm_checker_destroy(x);
	qm_problem_destroy(&p);
}

static bool near(double x, double y)
{
	return fabs(x - y) < 1e-12;
}

/* Quartiles by hand; the interval of the median by tables of the sign test: of 9 samples
 * the 2nd to the 8th cover it with 96.1 %, of 20 the 6th to the 15th with 95.9 %.
 */
static void check_statistics(void)
{
	double x[20];

	for (size_t i = 0; i < 20; i++)
		x[i] = (double)((i * 7) % 20 + 1);

	const struct qm_summary twenty = qm_summarise(x, 20);

	for (size_t i = 0; i < 9; i++)
		x[i] = (double)(9 - i);

	const struct qm_summary nine = qm_summarise(x, 9), one = qm_summarise(x, 1);

	expect(near(twenty.median, 10.5) && near(twenty.q25, 5.75) && near(twenty.q75, 15.25),
	       "quartiles of 1..20");
	expect(near(twenty.low, 6) && near(twenty.high, 15), "interval of 20 samples");
	expect(near(nine.median, 5) && near(nine.low, 2) && near(nine.high, 8), "of 9 samples");
	expect(near(one.min, 9) && near(one.max, 9) && near(one.low, 9), "of one sample");
}

static void check_equality(void)
{
	const uint32_t nan1 = 0x7FC00000, nan2 = 0xFFC00001, zero = 0, minus = 0x80000000;

	expect(qm_same_element(QM_FLOAT32, &nan1, &nan2), "NaN equals NaN");
	expect(!qm_same_element(QM_INT32, &nan1, &nan2), "but not among integers");
	expect(!qm_same_element(QM_FLOAT32, &zero, &minus), "+0 is not -0");
}

static void check_shapes(void)
{
	static const char *const bad[] = { "", "1x2", "1x2x", "0x1x1", "1x1x-1", "1x2x3x4",
	                                   "1 x2x3", "99999999999x1x1", "axbxc", "+1x1x1" };
	struct qm_shape s;
	struct qm_err err;

	expect(qm_shape_parse("3x50x700", &s, &err) && s.m == 3 && s.n == 50 && s.k == 700,
	       "MxNxK");
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		expect(!qm_shape_parse(bad[i], &s, &err) && err.code == QM_USAGE, bad[i]);
}

/* What theory says of bell-shaped numbers: a step of 3.47 / 127 has an error of step / sqrt(12)
 * in each operand; a sign keeps 2 / pi of each operand's energy, so sqrt(1 - (2 / pi)^2) of
 * the product is lost; BF16 rounds to 8 significant bits.
 */
static void check_rounding(void)
{
	const struct {
		const char *family;
		double low, high;
	} known[] = { { "f32", 0, 0 },        { "bf16", 0.001, 0.004 }, { "i8", 0.009, 0.014 },
		          { "i4", 0.05, 0.15 },   { "b1", 0.72, 0.82 },     { "s24f", 0.2, 0.6 } };

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		const double x = qm_rounding_error(qm_family_find(known[i].family), 2048, 1);

		expect(x >= known[i].low && x <= known[i].high, known[i].family);
		if (!(x >= known[i].low && x <= known[i].high))
			printf("  its rounding error is %g\n", x);
	}
	expect(isnan(qm_rounding_error(qm_family_find("i4"), 33, 1)), "no error of a refused k");
}

int main(void)
{
	check_whole("f32", INFINITY, QM_CHECK_FULL);
	check_whole("i8", INFINITY, QM_CHECK_FULL);
	check_whole("i8", 0, QM_CHECK_FREIVALDS);
	check_message();
	check_sampled();
	check_statistics();
	check_equality();
	check_shapes();
	check_rounding();
	return expect_end();
}
