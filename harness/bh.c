/* bh.c - many rows are tested at once: which findings may be believed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "harness/bh.h"

static int ascending(const void *x, const void *y)
{
	const double a = *(const double *)x, b = *(const double *)y;

	return (a > b) - (a < b);
}

/* All p up to the last one, in ascending order, that is at most rate * its place / count. */
bool qm_false_discoveries(const double *p, size_t count, double rate, bool *keeps)
{
	double *const sorted = malloc((count ? count : 1) * sizeof *sorted);
	double limit = -1;

	if (!sorted)
		return false;
	memcpy(sorted, p, count * sizeof *sorted);
	qsort(sorted, count, sizeof *sorted, ascending);
	for (size_t i = 0; i < count; i++)
		if (sorted[i] <= rate * (double)(i + 1) / (double)count)
			limit = sorted[i];
	for (size_t i = 0; i < count; i++)
		keeps[i] = p[i] <= limit;
	free(sorted);
	return true;
}
