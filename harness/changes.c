/* changes.c - where a series of measurements changes its level.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "harness/changes.h"

/* A level has at least this many points, and is believed at this p. */
enum { LEVEL_LEAST = 4 };
static const double p_proposed = 0.01, p_accepted = 0.001;

/* The continued fraction of the incomplete beta function (Abramowitz and Stegun 26.5.8), by
 * Lentz's method; it converges in a few dozen steps for x < (a + 1) / (a + b + 2).
 */
static double beta_fraction(double a, double b, double x)
{
	static const double tiny = 1e-300;
	double c = 1, d = 1 - (a + b) * x / (a + 1), h;

	d = 1 / (fabs(d) < tiny ? tiny : d);
	h = d;
	for (int m = 1; m <= 300; m++) {
		const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
		const double odd =
			-(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
		const double before = h;

		for (int half = 0; half < 2; half++) {
			const double term = half ? odd : even;

			d = 1 + term * d;
			c = 1 + term / c;
			d = 1 / (fabs(d) < tiny ? tiny : d);
			c = fabs(c) < tiny ? tiny : c;
			h *= d * c;
		}
		if (fabs(h - before) <= 1e-15 * fabs(h))
			break;
	}
	return h;
}

static double incomplete_beta(double a, double b, double x)
{
	const double front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) +
	                         b * log1p(-x));

	if (x <= 0 || x >= 1)
		return x <= 0 ? 0 : 1;
	if (x < (a + 1) / (a + b + 2))
		return front * beta_fraction(a, b, x) / a;
	return 1 - front * beta_fraction(b, a, 1 - x) / b;
}

double qm_student_p(double t, double degrees)
{
	return incomplete_beta(degrees / 2, 0.5, degrees / (degrees + t * t));
}

struct level {
	double mean, error2; /* variance of the mean */
	double count;
};

static struct level level_of(const double *x, size_t from, size_t to)
{
	struct level l = { .count = (double)(to - from) };
	double sum = 0;

	for (size_t i = from; i < to; i++)
		l.mean += x[i] / l.count;
	for (size_t i = from; i < to; i++)
		sum += (x[i] - l.mean) * (x[i] - l.mean);
	l.error2 = sum / (l.count - 1) / l.count;
	return l;
}

/* Welch's test of [from, at) against [at, to). */
static double difference_p(const double *x, size_t from, size_t at, size_t to)
{
	const struct level a = level_of(x, from, at), b = level_of(x, at, to);
	const double error2 = a.error2 + b.error2;

	if (error2 <= 0)
		return a.mean == b.mean ? 1 : 0;
	return qm_student_p((b.mean - a.mean) / sqrt(error2),
	                    error2 * error2 / (a.error2 * a.error2 / (a.count - 1) +
	                                       b.error2 * b.error2 / (b.count - 1)));
}

/* Mean distance between two ranges, or within one, over pairs of different points. */
static double distance(const double *x, size_t from, size_t to, size_t from2, size_t to2)
{
	double sum = 0, pairs = 0;

	for (size_t i = from; i < to; i++)
		for (size_t j = from2; j < to2; j++)
			if (i != j) {
				sum += fabs(x[i] - x[j]);
				pairs++;
			}
	return sum / pairs;
}

/* The split with the largest energy distance between its sides. */
static size_t best_split(const double *x, size_t from, size_t to)
{
	size_t best = from;
	double most = -1;

	for (size_t at = from + LEVEL_LEAST; at + LEVEL_LEAST <= to; at++) {
		const double m = (double)(at - from), n = (double)(to - at);
		const double energy = m * n / (m + n) *
		                      (2 * distance(x, from, at, at, to) -
		                       distance(x, from, at, from, at) -
		                       distance(x, at, to, at, to));

		if (energy > most) {
			most = energy;
			best = at;
		}
	}
	return best;
}

/* Splits as long as the halves differ; marks where. */
static void propose(const double *x, size_t from, size_t to, bool *split)
{
	if (to - from < 2 * LEVEL_LEAST)
		return;

	const size_t at = best_split(x, from, to);

	if (at == from || difference_p(x, from, at, to) > p_proposed)
		return;
	split[at] = true;
	propose(x, from, at, split);
	propose(x, at, to, split);
}

/* The bounds of the levels on both sides of a split. */
static size_t neighbour(const bool *split, size_t at, size_t end, int step)
{
	do
		at = step > 0 ? at + 1 : at - 1;
	while (at != end && !split[at]);
	return at;
}

static struct qm_change change_at(const double *x, size_t count, const bool *split,
                                  size_t at)
{
	const size_t from = neighbour(split, at, 0, -1), to = neighbour(split, at, count, 1);

	/* Windows may put two proposals side by side; one of them has to go. */
	if (at - from < LEVEL_LEAST || to - at < LEVEL_LEAST)
		return (struct qm_change){ .at = at, .p = 2 };
	return (struct qm_change){
		.at = at,
		.before = level_of(x, from, at).mean,
		.after = level_of(x, at, to).mean,
		.p = difference_p(x, from, at, to),
	};
}

/* Takes away the weakest split as long as one is too weak. */
static void prune(const double *x, size_t count, double least, bool *split)
{
	for (;;) {
		size_t weakest = 0;
		double worst = 0;

		for (size_t at = 1; at < count; at++) {
			if (!split[at])
				continue;

			const struct qm_change c = change_at(x, count, split, at);
			const bool small = fabs(c.after - c.before) < least;
			const double p = small && c.p < 1 ? 1 + c.p : c.p;

			if (p > p_accepted && p > worst) {
				worst = p;
				weakest = at;
			}
		}
		if (!weakest)
			return;
		split[weakest] = false;
	}
}

size_t qm_changes(const double *x, size_t count, double least, struct qm_change *change)
{
	bool *const split = calloc(count + 1, sizeof *split);
	size_t changes = 0;

	if (!split || count < QM_SERIES_LEAST) {
		free(split);
		return 0;
	}
	for (size_t from = 0;; from += QM_WINDOW / 2) {
		const size_t to = from + QM_WINDOW < count ? from + QM_WINDOW : count;

		propose(x, from, to, split);
		if (to == count)
			break;
	}
	prune(x, count, least, split);
	for (size_t at = 1; at < count; at++)
		if (split[at])
			change[changes++] = change_at(x, count, split, at);
	free(split);
	return changes;
}
