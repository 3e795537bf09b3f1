/* stats.c - order statistics of few samples.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "harness/stats.h"

static int ascending(const void *x, const void *y)
{
	const double a = *(const double *)x, b = *(const double *)y;

	return (a > b) - (a < b);
}

static double quantile(const double *sorted, size_t count, double q)
{
	const double at = q * (double)(count - 1);
	const size_t below = (size_t)at;
	const size_t above = below + 1 < count ? below + 1 : below;

	return sorted[below] + (at - (double)below) * (sorted[above] - sorted[below]);
}

/* How many samples to leave out at each end: the largest r for which
 * P(Binomial(count, 1/2) < r) <= 2.5 %, counted from 0.
 */
static size_t trimmed(size_t count)
{
	const double n = (double)count;
	double tail = 0;

	for (size_t r = 0; r < count; r++) {
		const double x = (double)r;

		tail += exp(lgamma(n + 1) - lgamma(x + 1) - lgamma(n - x + 1) - n * log(2));
		if (tail > 0.025)
			return r ? r - 1 : 0;
	}
	return 0;
}

struct qm_summary qm_summarise(const double *samples, size_t count)
{
	double *sorted = malloc(count * sizeof *sorted);
	struct qm_summary s = { 0 };

	if (!sorted)
		return s;
	memcpy(sorted, samples, count * sizeof *sorted);
	qsort(sorted, count, sizeof *sorted, ascending);

	const size_t out = trimmed(count);

	s = (struct qm_summary){
		.min = sorted[0],
		.q25 = quantile(sorted, count, 0.25),
		.median = quantile(sorted, count, 0.5),
		.q75 = quantile(sorted, count, 0.75),
		.max = sorted[count - 1],
		.low = sorted[out],
		.high = sorted[count - 1 - out],
	};
	free(sorted);
	return s;
}
