/* batch.h - points that are timed together, their repetitions interleaved.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_BATCH_H
#define QM_BATCH_H

#include "harness/plan.h"
#include "harness/progress.h"
#include "harness/result.h"

struct qm_timing_rules {
	enum qm_data data;
	uint64_t seed;
	size_t repetitions;
	double min_time; /* seconds of each repetition */
};

/* Has the point a variant beside the standard one, which is timed with it then? */
bool qm_point_tuned(const struct qm_point *point);
/* The bytes of weights that pass by before the first come again; 0: they stay. */
size_t qm_point_rotation(const struct qm_point *point);

/* How long a point is thought to take, in seconds; 0 if it cannot run here. */
double qm_point_estimate(const struct qm_point *point, const struct qm_timing_rules *rules);

/* How many of the points from the first on belong to its batch: the same family and shape,
 * and together within the memory that a batch may take (one always does).
 */
size_t qm_batch_size(const struct qm_point *points, size_t count);

/* The row of a point, before anything is known of it. */
void qm_row_begin(const struct qm_point *point, const struct qm_timing_rules *rules,
                  struct qm_result *row);

/* Verifies each point, times those that are right, and checks afterwards that the last
 * result is still the verified one.  Fills the rows, which qm_row_begin() has begun; one
 * that has samples gets more of them.
 */
void qm_batch_run(const struct qm_point *points, size_t count,
                  const struct qm_timing_rules *rules, struct qm_progress *progress,
                  struct qm_result *rows);

/* Set by a signal: whatever runs ends soon, and what was measured is kept. */
bool qm_interrupted(void);
void qm_catch_interrupts(void);

#endif
