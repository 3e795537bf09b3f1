/* batch_size.c - a point before it is run: its row, and what it costs in time and in memory.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "harness/batch.h"

bool qm_point_tuned(const struct qm_point *p)
{
	return p->runnable && p->tuning && strcmp(p->tuning, "default") != 0;
}

double qm_point_estimate(const struct qm_point *point,
                         const struct qm_timing_rules *rules)
{
	const struct qm_shape s = point->shape;
	const double work = (double)s.m * (double)s.n * (double)s.k;
	/* A slow kernel: the fast ones end their samples by the clock. */
	const double product = work / 2e10;
	const double sample = product > rules->min_time ? product : rules->min_time;
	const struct qm_meters *const meters = point->site->meters;

	if (!point->runnable)
		return 0;
	/* Finding the number of iterations takes about as long as one more repetition;
	 * checking a product one by one takes half a second at most.
	 */
	return (qm_point_tuned(point) ? 2 : 1) * (double)(rules->repetitions + 1) *
	               sample +
	       (work < 2.5e8 ? work * 2e-9 : 0.1) + (meters && !*qm_meters_why(meters));
}

size_t qm_point_rotation(const struct qm_point *p)
{
	return p->cold ? qm_rotation_bytes(p->site->backend->caches(p->site->device)) : 0;
}

/* Of operands as packed, with C: once for each variant. */
static size_t bytes_of(const struct qm_point *p, size_t each)
{
	return (qm_point_tuned(p) ? 2 : 1) * (each + qm_point_rotation(p));
}

/* A third of the machine's. */
static size_t batch_memory(void)
{
	const long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);

	return pages > 0 && page > 0 ? (size_t)pages / 3 * (size_t)page : (size_t)1 << 30;
}

size_t qm_batch_size(const struct qm_point *points, size_t count)
{
	const struct qm_shape s = points[0].shape;
	const size_t bytes = batch_memory();
	/* Operands as stored, and for each point packed copies, at most twice as wide. */
	const size_t operands = (s.m + s.n) * s.k * 4,
		     each = 2 * operands + s.m * s.n * 4;
	size_t n = 1, used = operands + bytes_of(&points[0], each);

	while (n < count && points[n].kernel->family == points[0].kernel->family &&
	       memcmp(&points[n].shape, &s, sizeof s) == 0 &&
	       used + bytes_of(&points[n], each) <= bytes) {
		used += bytes_of(&points[n], each);
		n++;
	}
	return n;
}

void qm_row_begin(const struct qm_point *point, const struct qm_timing_rules *rules,
                  struct qm_result *row)
{
	memset(row, 0, sizeof *row);
	memcpy(row->name, point->name, sizeof row->name);
	row->kernel = point->kernel;
	row->shape = point->shape;
	row->device = point->site->info;
	row->threads = point->site->threads;
	row->cache = point->cold ? "cold" : "hot";
	row->data = rules->data;
	row->seed = rules->seed;
	strcpy(row->timer, "wall");
	memcpy(row->placement, point->site->placement, sizeof row->placement);
	row->variant = point->variant;
	if (point->kernel->library && point->runnable)
		point->site->backend->library(point->site->device, point->kernel,
		                              &row->library);
	row->tuning = point->tuning;
	row->status = QM_ROW_SKIPPED;
	snprintf(row->reason, sizeof row->reason, "%s", point->reason);
}
