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

const char *qm_check_name(enum qm_check check)
{
	static const char *const names[] = {
		[QM_CHECK_NONE] = "none",
		[QM_CHECK_FULL] = "full",
		[QM_CHECK_FREIVALDS] = "freivalds",
		[QM_CHECK_SAMPLED] = "sampled",
		[QM_CHECK_UNORDERED] = "unordered",
	};

	return names[check];
}

double qm_result_ops(const struct qm_result *r)
{
	return 2.0 * (double)r->shape.m * (double)r->shape.n * (double)r->shape.k;
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
