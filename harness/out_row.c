/* out_row.c - what every format has to know about a row.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <string.h>

#include "harness/out_row.h"

static bool is_time(double seconds)
{
	return isfinite(seconds) && seconds > 0;
}

bool qm_row_measured(const struct qm_result *r)
{
	const struct qm_summary *const t = &r->time;

	return r->status == QM_ROW_OK && r->sample_count > 0 && is_time(t->min) &&
	       is_time(t->q25) && is_time(t->median) && is_time(t->q75) &&
	       is_time(t->max) && is_time(t->low) && is_time(t->high);
}

enum qm_status qm_row_status(const struct qm_result *r)
{
	return r->status == QM_ROW_OK && !qm_row_measured(r) ? QM_ROW_FAILED : r->status;
}

const char *qm_row_reason(const struct qm_result *r)
{
	return r->status == QM_ROW_OK ? "its time is not a positive number" : r->reason;
}

/* Of our own, so that the base is the same with and without peers. */
static bool is_f32_kernel(const struct qm_kernel *k)
{
	return strcmp(k->family->name, "f32") == 0 && strcmp(k->name, "f32_ref") != 0 &&
	       !k->library;
}

bool qm_row_comparable(const struct qm_result *a, const struct qm_result *b)
{
	return a->shape.m == b->shape.m && a->shape.n == b->shape.n &&
	       a->shape.k == b->shape.k && a->threads == b->threads &&
	       strcmp(a->device.id, b->device.id) == 0 && strcmp(a->cache, b->cache) == 0;
}

double qm_row_f32_seconds(const struct qm_results *all, const struct qm_result *r)
{
	double best = 0;

	for (size_t i = 0; i < all->count; i++) {
		const struct qm_result *const x = &all->row[i];

		if (qm_row_measured(x) && is_f32_kernel(x->kernel) && qm_row_comparable(x, r) &&
		    (best == 0 || x->time.median < best))
			best = x->time.median;
	}
	return best;
}
