/* result.c - rows and their words.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>

#include "harness/result.h"

const char *qm_status_name(enum qm_status status)
{
	static const char *const names[] = {
		[QM_ROW_OK] = "ok",
		[QM_ROW_FAILED] = "failed",
		[QM_ROW_SKIPPED] = "skipped",
	};

	return names[status];
}

static const struct {
	const char *name, *note;
} checks[QM_CHECK_COUNT] = {
	[QM_CHECK_NONE] = { "none", NULL },
	[QM_CHECK_FULL] = { "full", NULL },
	[QM_CHECK_FREIVALDS] = { "freivalds", NULL },
	[QM_CHECK_SAMPLED] = { "sampled", NULL },
	[QM_CHECK_UNORDERED] = { "unordered", "sums in an order of the library's own" },
	[QM_CHECK_REQUANTISED] = { "requantised",
	                           "exact sums, but scaled and rounded to results of 8 bits" },
};

const char *qm_check_name(enum qm_check check)
{
	return checks[check].name;
}

const char *qm_check_note(enum qm_check check)
{
	return checks[check].note;
}

double qm_result_ops(const struct qm_result *r)
{
	return 2.0 * (double)r->shape.m * (double)r->shape.n * (double)r->shape.k;
}

double qm_result_c_bytes(const struct qm_result *r)
{
	const double each = r->kernel->outcome == QM_REQUANTISED ? 1 : 4;

	return each * (double)r->shape.m * (double)r->shape.n;
}

void qm_results_free(struct qm_results *results)
{
	for (size_t i = 0; i < results->count; i++) {
		free(results->row[i].samples);
		free(results->row[i].iterations);
	}
	free(results->row);
	free(results->ceilings);
	results->row = NULL;
	results->ceilings = NULL;
	results->ceiling_count = 0;
	results->count = 0;
}
