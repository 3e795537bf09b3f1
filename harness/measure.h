/* measure.h - the points of a plan, batch by batch: from a journal on, within a budget.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_MEASURE_H
#define QM_MEASURE_H

#include "harness/batch.h"
#include "harness/journal.h"

struct qm_timing_rules qm_timing_rules_of(const struct qm_options *o);

/* Measures every point that is not done yet; row[] and done[] have plan->count items, and
 * every row was begun.  `until` ends a run with a budget, on the clock of qm_now(): the rows
 * share the time, and when each has some samples, those whose interval is widest get more.
 */
void qm_measure(const struct qm_plan_list *plan, const struct qm_options *o, double until,
                struct qm_journal *journal, bool *done, struct qm_results *results);

/* Seconds on the monotonic clock. */
double qm_now(void);

#endif
