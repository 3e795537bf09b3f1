/* batch_size.c - what a point costs, in time and in memory, before it is run.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "harness/batch.h"

bool qm_point_tuned(const struct qm_point *p)
{
	return p->runnable && p->tuning && strcmp(p->tuning, "default") != 0;
}

double qm_point_estimate(const struct qm_point *point, const struct qm_timing_rules *rules)
{
	const struct qm_shape s = point->shape;
	const double work = (double)s.m * (double)s.n * (double)s.k;

	if (!point->runnable)
		return 0;
	/* Finding the number of iterations takes about as long as one more repetition. */
	return (qm_point_tuned(point) ? 2 : 1) *
	       ((double)(rules->repetitions + 1) * rules->min_time + 2e-9 * work / 4);
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

size_t qm_batch_size(const struct qm_point *points, size_t count, size_t bytes)
{
	const struct qm_shape s = points[0].shape;
	/* Operands as stored, and for each point packed copies, at most twice as wide. */
	const size_t operands = (s.m + s.n) * s.k * 4, each = 2 * operands + s.m * s.n * 4;
	size_t n = 1, used = operands + bytes_of(&points[0], each);

	while (n < count && points[n].kernel->family == points[0].kernel->family &&
	       memcmp(&points[n].shape, &s, sizeof s) == 0 &&
	       used + bytes_of(&points[n], each) <= bytes) {
		used += bytes_of(&points[n], each);
		n++;
	}
	return n;
}
