/* wilcoxon.c - what paired differences say: an estimate, its exact interval, a p-value.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "harness/wilcoxon.h"

enum {
	WALSH_MAX = QM_PAIRS_MAX * (QM_PAIRS_MAX + 1) / 2,
	/* Ranks are doubled, so that the mean rank of a tie is a whole number. */
	DOUBLED_MAX = QM_PAIRS_MAX * (QM_PAIRS_MAX + 1)
};

static int ascending(const void *x, const void *y)
{
	const double a = *(const double *)x, b = *(const double *)y;

	return (a > b) - (a < b);
}

/* share[s]: of all subsets of the weights, how many have the sum s; returns the sum of all.
 * A weight of nothing leaves the shares as they are.
 */
static size_t subset_sums(const size_t *weight, size_t count, double *share)
{
	size_t total = 0;

	share[0] = 1;
	for (size_t i = 0; i < count; i++) {
		for (size_t s = total + 1; s <= total + weight[i]; s++)
			share[s] = 0;
		total += weight[i];
		for (size_t s = total + 1; s-- > 0;)
			share[s] = (share[s] + (s >= weight[i] ? share[s - weight[i]] : 0)) / 2;
	}
	return total;
}

double qm_signed_rank_share(size_t n, size_t s)
{
	size_t rank[QM_PAIRS_MAX];
	double share[WALSH_MAX + 1];

	assert(n <= QM_PAIRS_MAX);
	for (size_t i = 0; i < n; i++)
		rank[i] = i + 1;
	return s <= subset_sums(rank, n, share) ? share[s] : 0;
}

/* How many Walsh averages lie outside the interval at each end: the largest c for which
 * P(W < c) is at most half of what may be missed.
 */
static size_t outside(size_t n, double confidence)
{
	size_t rank[QM_PAIRS_MAX], c = 0;
	double share[WALSH_MAX + 1], tail = 0;

	for (size_t i = 0; i < n; i++)
		rank[i] = i + 1;
	subset_sums(rank, n, share);
	/* A hair more than half: sums of shares are rounded. */
	while (tail + share[c] <= (1 - confidence) / 2 + 1e-12)
		tail += share[c++];
	return c;
}

static double middle(const double *sorted, size_t count)
{
	return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
}

/* Doubled mean ranks of the |x| that are not 0, and the sum of those of x > 0. */
static size_t doubled_ranks(const double *x, size_t count, size_t *rank, size_t *above)
{
	size_t used = 0;

	*above = 0;
	for (size_t i = 0; i < count; i++) {
		size_t smaller = 0, equal = 0;

		if (x[i] == 0)
			continue;
		for (size_t j = 0; j < count; j++) {
			smaller += x[j] != 0 && fabs(x[j]) < fabs(x[i]);
			equal += x[j] != 0 && fabs(x[j]) == fabs(x[i]);
		}
		rank[used] = 2 * smaller + equal + 1;
		*above += x[i] > 0 ? rank[used] : 0;
		used++;
	}
	return used;
}

/* The chance of a sum of positive ranks as high as this one, given the sizes of the
 * differences, if every sign were a coin's.
 */
static double chance_above(const double *x, size_t count)
{
	size_t rank[QM_PAIRS_MAX] = { 0 }, above;
	double share[DOUBLED_MAX + 1], p = 0;
	const size_t used = doubled_ranks(x, count, rank, &above);
	const size_t total = subset_sums(rank, used, share);

	for (size_t s = above; s <= total; s++)
		p += share[s];
	return fmin(p, 1);
}

struct qm_effect qm_signed_rank(const double *x, size_t count, double confidence)
{
	double walsh[WALSH_MAX];
	size_t n = 0;

	assert(count >= 1 && count <= QM_PAIRS_MAX);
	for (size_t i = 0; i < count; i++)
		for (size_t j = i; j < count; j++)
			walsh[n++] = (x[i] + x[j]) / 2;
	qsort(walsh, n, sizeof *walsh, ascending);

	const size_t out = outside(count, confidence);

	return (struct qm_effect){
		.pairs = count,
		.estimate = middle(walsh, n),
		.low = out ? walsh[out - 1] : -INFINITY,
		.high = out ? walsh[n - out] : INFINITY,
		.p_above = chance_above(x, count),
	};
}

double qm_shift(const double *x, size_t xs, const double *y, size_t ys)
{
	double *const all = malloc(xs * ys * sizeof *all);
	size_t n = 0;

	if (!all)
		return NAN;
	for (size_t i = 0; i < xs; i++)
		for (size_t j = 0; j < ys; j++)
			all[n++] = y[j] - x[i];
	qsort(all, n, sizeof *all, ascending);

	const double shift = middle(all, n);

	free(all);
	return shift;
}

double qm_quantile(const double *x, size_t count, double q)
{
	double *const sorted = malloc(count * sizeof *sorted);

	if (!sorted)
		return NAN;
	memcpy(sorted, x, count * sizeof *sorted);
	qsort(sorted, count, sizeof *sorted, ascending);

	const double at = q * (double)(count - 1);
	const size_t below = (size_t)at;
	const size_t next = below + 1 < count ? below + 1 : below;
	const double value =
		sorted[below] + (at - (double)below) * (sorted[next] - sorted[below]);

	free(sorted);
	return value;
}
