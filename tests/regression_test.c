/* regression_test.c - the statistics of `ab` against worked examples and enumeration, its
 * verdicts on made-up pairs, and the order of its trials.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/ab.h"
#include "harness/bh.h"
#include "harness/pairs.h"

static int failures;

static void check(const char *what, bool good)
{
	if (good)
		return;
	failures++;
	printf("FAILED %s\n", what);
}

static bool near(double x, double y)
{
	return fabs(x - y) <= 1e-9 * (1 + fabs(y));
}

/* Every choice of signs of n different sizes: how many have a rank sum of s? */
static void test_null_distribution(void)
{
	for (size_t n = 1; n <= 12; n++) {
		size_t count[79] = { 0 };

		for (unsigned signs = 0; signs < 1u << n; signs++) {
			size_t sum = 0;

			for (size_t i = 0; i < n; i++)
				sum += signs >> i & 1 ? i + 1 : 0;
			count[sum]++;
		}
		for (size_t s = 0; s <= n * (n + 1) / 2; s++)
			check("null distribution",
			      near(qm_signed_rank_share(n, s),
			           ldexp((double)count[s], -(int)n)));
	}
	check("beyond the largest sum", qm_signed_rank_share(3, 7) == 0);
}

/* The p-value by trying all signs of the same sizes, ties included. */
static double enumerated(const double *x, size_t n)
{
	double rank[16], seen = 0;
	size_t as_high = 0;

	for (size_t i = 0; i < n; i++) {
		double smaller = 0, equal = 0;

		for (size_t j = 0; j < n; j++) {
			smaller += fabs(x[j]) < fabs(x[i]);
			equal += fabs(x[j]) == fabs(x[i]);
		}
		rank[i] = smaller + (equal + 1) / 2;
		seen += x[i] > 0 ? rank[i] : 0;
	}
	for (unsigned signs = 0; signs < 1u << n; signs++) {
		double sum = 0;

		for (size_t i = 0; i < n; i++)
			sum += signs >> i & 1 ? rank[i] : 0;
		as_high += sum >= seen - 1e-9;
	}
	return ldexp((double)as_high, -(int)n);
}

static void test_p_values(void)
{
	struct qm_rng rng = qm_rng_make(7, 0);

	for (size_t round = 0; round < 200; round++) {
		const size_t n = 1 + qm_rng_below(&rng, 12);
		double x[16];

		/* Few values, so that there are ties; none is 0. */
		for (size_t i = 0; i < n; i++)
			x[i] = ((double)qm_rng_below(&rng, 9) - 4.5) / (round % 2 ? 1 : 8);
		check("p against enumeration",
		      near(qm_signed_rank(x, n, 0.99).p_above, enumerated(x, n)));
	}

	const double zeros[] = { 0, 0, 0, 0 };

	check("nothing but zeros", qm_signed_rank(zeros, 4, 0.99).p_above == 1);
}

/* Depression of nine patients before and after a tranquilliser: Hollander and Wolfe,
 * Nonparametric Statistical Methods, table 3.1; estimate and interval of their sections
 * 3.2 and 3.3: -0.46, and 96.1 % between -0.786 and -0.010.
 */
static void test_worked_example(void)
{
	const double before[] = { 1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30 };
	const double after[] = { 0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29 };
	double d[9];

	for (size_t i = 0; i < 9; i++)
		d[i] = after[i] - before[i];

	const struct qm_effect e = qm_signed_rank(d, 9, 0.96);

	check("estimate of the example", near(e.estimate, -0.46));
	check("low end of the example", near(e.low, -0.786));
	check("high end of the example", near(e.high, -0.010));
	/* T+ = 40 of 45 for the mirrored differences: P = 0.0195 (their table A.4: 0.019). */
	for (size_t i = 0; i < 9; i++)
		d[i] = -d[i];
	check("p of the example", near(qm_signed_rank(d, 9, 0.96).p_above, 10.0 / 512));
}

/* How often the interval holds the truth: not rarer than it says. */
static void test_coverage(void)
{
	struct qm_rng rng = qm_rng_make(11, 0);
	size_t missed = 0;
	const size_t rounds = 20000;

	for (size_t i = 0; i < rounds; i++) {
		double x[10];

		for (size_t j = 0; j < 10; j++)
			x[j] = (double)qm_rng_bell(&rng);

		const struct qm_effect e = qm_signed_rank(x, 10, 0.99);

		missed += e.low > 0 || e.high < 0;
	}
	/* 10/1024 are missed: 195 of 20 000, give or take 14. */
	check("coverage of 99 %", missed > 125 && missed < 265);

	double few[7] = { 1, 2, 3, 4, 5, 6, 7 };
	const struct qm_effect e = qm_signed_rank(few, 7, 0.99);

	check("seven pairs allow no 99 %", isinf(e.low) && isinf(e.high));
}

static void test_small_tools(void)
{
	const double x[] = { 3, 1, 2 }, y[] = { 13, 11, 12 };

	check("shift", qm_shift(x, 3, y, 3) == 10);
	check("median", qm_quantile(x, 3, 0.5) == 2);
	check("quartile", qm_quantile(x, 3, 0.25) == 1.5);
	check("one number", qm_quantile(x, 1, 0.95) == 3);
}

/* Benjamini and Hochberg 1995, section 3.2: of these 15, four stand at 5 %. */
static void test_false_discoveries(void)
{
	const double p[15] = { 0.0344, 0.0001, 0.6528, 0.0201, 0.0459, 0.0019, 0.0095, 1.0,
		               0.0278, 0.0298, 0.0004, 0.3240, 0.4262, 0.5719, 0.7590 };
	bool keeps[15];
	size_t count = 0;

	check("there is memory", qm_false_discoveries(p, 15, 0.05, keeps));
	for (size_t i = 0; i < 15; i++) {
		count += keeps[i];
		check("the smallest stand", keeps[i] == (p[i] <= 0.0095));
	}
	check("four stand", count == 4);
	check("none of none", qm_false_discoveries(p, 0, 0.05, keeps));
}

enum { ROWS = 7, PAIRS = 10 };

static void test_order(void)
{
	struct qm_rng rng = qm_rng_make(3, 0), other = qm_rng_make(4, 0);
	struct qm_trial trial[ROWS * PAIRS], second[ROWS * PAIRS];
	size_t first[ROWS] = { 0 }, in_place = 0;

	check("there is memory", qm_pairs_plan(&rng, ROWS, PAIRS, trial) &&
	                                 qm_pairs_plan(&other, ROWS, PAIRS, second));
	for (size_t p = 0; p < PAIRS; p++) {
		bool seen[ROWS] = { false };

		for (size_t i = 0; i < ROWS; i++) {
			const struct qm_trial t = trial[p * ROWS + i];

			check("each row once a round", t.row < ROWS && !seen[t.row]);
			seen[t.row] = true;
			first[t.row] += t.new_first;
			in_place += t.row == i;
		}
	}
	for (size_t i = 0; i < ROWS; i++)
		check("half of the pairs begin with new", first[i] == PAIRS / 2);
	check("rounds are shuffled", in_place < ROWS * PAIRS / 2);
	check("another seed, another order", memcmp(trial, second, sizeof trial) != 0);
}

/* Pairs with a ratio, some noise, and now and then an outlier on either side. */
static void fill(struct qm_rng *rng, struct qm_ab_series *s, size_t pairs, double ratio,
                 bool outliers)
{
	s->count = pairs;
	for (size_t i = 0; i < pairs; i++)
		for (int side = 0; side < 2; side++) {
			const double noise = 1 + 0.003 * fabs((double)qm_rng_bell(rng)) +
			                     (outliers && qm_rng_below(rng, 50) == 0 ? 0.3 : 0);

			s->figure[side][i] = 1e-5 * noise * (side == QM_NEW ? ratio : 1);
			s->median[side][i] = s->figure[side][i] * 1.05;
		}
}

static const struct qm_ab_rules rules = {
	.margin = 0.00995, .fail_at = 0.02956, .family_fail_at = 0.00995, .confidence = 0.99,
	.false_rate = 0.01, .pairs = 10, .pairs_max = 30, .step = 4, .confirm = 16,
};

static enum qm_verdict judged(struct qm_rng *rng, size_t pairs, double ratio, double margin)
{
	struct qm_ab_row row = { .name = "made up" };

	fill(rng, &row.screen, pairs, ratio, true);
	qm_ab_judge(&rules, margin, &row);
	return row.verdict;
}

static void test_verdicts(void)
{
	static const struct {
		double ratio, margin;
		enum qm_verdict right;
	} cases[] = {
		{ 1.00, 0.01, QM_SAME },   { 1.05, 0.01, QM_SLOWER },
		{ 0.95, 0.01, QM_FASTER }, { 1.05, 0.10, QM_SAME },
	};
	struct qm_rng rng = qm_rng_make(5, 0);
	size_t right = 0, wrong = 0, hasty = 0;

	for (size_t i = 0; i < 800; i++) {
		const enum qm_verdict v =
			judged(&rng, 20, cases[i % 4].ratio, cases[i % 4].margin);

		right += v == cases[i % 4].right;
		wrong += v != cases[i % 4].right && v != QM_UNCLEAR;
		hasty += judged(&rng, 7, cases[i % 4].ratio, 0.01) != QM_UNCLEAR;
	}
	check("made-up pairs are decided", right > 720);
	check("and none is decided wrongly", wrong == 0);
	check("too few pairs decide nothing", hasty == 0);

	struct qm_ab_row none = { .name = "no pair" };

	qm_ab_judge(&rules, 0.01, &none);
	check("no pair, no verdict", none.verdict == QM_UNMEASURED && *none.reason);
	check("few rows, sixteen fresh pairs", qm_ab_confirm_pairs(&rules, 10) == 16);
	check("many rows need more", qm_ab_confirm_pairs(&rules, 2000) == 18);
}

/* A gate over four rows of one family with these ratios, at first and when confirmed. */
static enum qm_code gate(const double *ratio, const double *again, bool same_code,
                         struct qm_ab_row *row, struct qm_err *err)
{
	static const struct qm_options options;
	struct qm_rng rng = qm_rng_make(9, 0);
	struct qm_ab ab = { .options = &options, .rules = rules, .row = row, .rows = 4,
		            .margin = rules.margin };

	memset(row, 0, 4 * sizeof *row);
	memset(err, 0, sizeof *err);
	for (size_t i = 0; i < 4; i++) {
		snprintf(row[i].family, sizeof row[i].family, "i8");
		row[i].code_known = true;
		row[i].code_same = same_code;
		fill(&rng, &row[i].screen, 10, ratio[i], false);
		fill(&rng, &row[i].confirm, 16, again[i], false);
		qm_ab_judge(&rules, ab.margin, &row[i]);
	}
	check("there is memory", qm_ab_families(&ab, err));

	const enum qm_code code = qm_ab_conclude(&ab, err);

	free(ab.family);
	return code;
}

static void test_gate(void)
{
	const double equal[] = { 1, 1, 1, 1 }, one[] = { 1.06, 1, 1, 1 };
	const double all[] = { 1.025, 1.025, 1.025, 1.025 };
	struct qm_ab_row row[4];
	struct qm_err err;

	check("equal passes", gate(equal, equal, false, row, &err) == QM_OK);
	check("a confirmed row fails",
	      gate(one, one, false, row, &err) == QM_REGRESSION && row[0].failing &&
	              row[0].verdict == QM_SLOWER);
	check("what is not found again does not",
	      gate(one, equal, false, row, &err) == QM_OK && row[0].verdict == QM_UNCLEAR &&
	              strstr(row[0].reason, "not confirmed"));
	check("2.5 % in every row fails by the family",
	      gate(all, all, false, row, &err) == QM_REGRESSION && !row[0].failing &&
	              strstr(err.text, "1 families"));
	check("a family that is not found again does not",
	      gate(all, equal, false, row, &err) == QM_OK);
	check("the same code cannot fail",
	      gate(one, one, true, row, &err) == QM_OK && row[0].verdict == QM_ENVIRONMENT &&
	              row[1].verdict == QM_SAME);
}

static void test_floor(void)
{
	struct qm_rng rng = qm_rng_make(13, 0);
	struct qm_ab_row quiet[4] = { 0 }, busy[4] = { 0 };

	for (size_t i = 0; i < 4; i++) {
		fill(&rng, &quiet[i].screen, 10, 1, false);
		fill(&rng, &busy[i].screen, 10, i % 2 ? 1.04 : 0.96, true);
	}
	check("a quiet machine", qm_ab_floor(&rules, quiet, 4) < 0.005);
	check("a busy machine", qm_ab_floor(&rules, busy, 4) > 0.03);
	check("no control", qm_ab_floor(&rules, busy, 0) == 0);
}

int main(void)
{
	test_null_distribution();
	test_p_values();
	test_worked_example();
	test_coverage();
	test_small_tools();
	test_false_discoveries();
	test_order();
	test_verdicts();
	test_gate();
	test_floor();
	printf("%s\n", failures ? "failed" : "statistics, order and verdicts hold");
	return failures ? 1 : 0;
}
