/* measure.c - the points of a plan, batch by batch: from a journal on, within a budget.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness/measure.h"
#include "harness/text.h"

/* With a budget: the fewest samples that a row begins with, the share of the time that this
 * may take by estimates that know nothing of the machine, how often a row gets more, and the
 * interval that is narrow enough: what the best label asks for.
 */
enum { SAMPLES_LEAST = 3, ROUNDS_MOST = 12 };
static const double share_of_first = 0.35, clear = 0.01;

struct run {
	const struct qm_plan_list *plan;
	struct qm_timing_rules rules;
	struct qm_progress progress;
	struct qm_journal *journal;
	struct qm_results *results;
	bool *done;
	double until; /* 0: no budget */
};

double qm_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

struct qm_timing_rules qm_timing_rules_of(const struct qm_options *o)
{
	struct qm_timing_rules rules = {
		.data = QM_DATA_NORMAL,
		.seed = o->seed,
		.repetitions = o->repetitions,
		.min_time = o->min_time,
	};

	for (int d = 0; d < QM_DATA_COUNT && o->data.count > 0; d++)
		if (qm_glob_any(&o->data, qm_data_name((enum qm_data)d)))
			rules.data = (enum qm_data)d;
	return rules;
}

static bool is_over(const struct run *r)
{
	return qm_interrupted() || (r->until > 0 && qm_now() >= r->until);
}

/* The points of one batch, which lie together in the plan, if not side by side. */
static void run_batch(struct run *r, const size_t *index, size_t count)
{
	struct qm_point *const point = calloc(count, sizeof *point);
	struct qm_result *const row = calloc(count, sizeof *row);

	for (size_t i = 0; point && row && i < count; i++) {
		point[i] = r->plan->point[index[i]];
		row[i] = r->results->row[index[i]];
	}
	if (point && row)
		qm_batch_run(point, count, &r->rules, &r->progress, row);
	for (size_t i = 0; point && row && i < count; i++) {
		r->results->row[index[i]] = row[i];
		r->done[index[i]] = true;
		if (point[i].runnable && !qm_interrupted())
			qm_journal_add(r->journal, &row[i]);
	}
	free(point);
	free(row);
}

/* The chosen points, until all are done or the time is over. */
static void run_points(struct run *r, const size_t *index, size_t count)
{
	struct qm_point *const point = calloc(count + 1, sizeof *point);

	for (size_t i = 0; point && i < count; i++)
		point[i] = r->plan->point[index[i]];
	for (size_t at = 0, n = 0; point && at < count && !is_over(r); at += n) {
		n = qm_batch_size(&point[at], count - at);
		run_batch(r, &index[at], n);
	}
	free(point);
}

static double estimate(const struct run *r, const size_t *index, size_t count)
{
	double seconds = 0;

	for (size_t i = 0; i < count; i++)
		seconds += qm_point_estimate(&r->plan->point[index[i]], &r->rules);
	return seconds;
}

/* So many samples that every row has a turn. */
static void divide_budget(struct run *r, const size_t *index, size_t count)
{
	const double whole = estimate(r, index, count);
	const double part = (r->until - qm_now()) * share_of_first / whole;
	const double samples = (double)r->rules.repetitions * part;

	if (part < 1)
		r->rules.repetitions = samples > SAMPLES_LEAST ? (size_t)samples
		                                               : SAMPLES_LEAST;
}

static bool is_unclear(const struct qm_result *row)
{
	return row->status == QM_ROW_OK && row->trust.facts.interval > clear;
}

/* The widest row that may have another round, and those that share its operands. */
static size_t choose_round(const struct run *r, const size_t *rounds, size_t *index)
{
	const struct qm_result *const row = r->results->row, *widest = NULL;
	size_t count = 0;

	for (size_t i = 0; i < r->plan->count; i++)
		if (r->done[i] && is_unclear(&row[i]) && rounds[i] < ROUNDS_MOST &&
		    (!widest ||
		     row[i].trust.facts.interval > widest->trust.facts.interval))
			widest = &row[i];
	for (size_t i = 0; widest && i < r->plan->count; i++)
		if (r->done[i] && is_unclear(&row[i]) && rounds[i] < ROUNDS_MOST &&
		    row[i].kernel->family == widest->kernel->family &&
		    memcmp(&row[i].shape, &widest->shape, sizeof widest->shape) == 0)
			index[count++] = i;
	return count;
}

static void narrow(struct run *r, size_t *index)
{
	size_t *const rounds = calloc(r->plan->count, sizeof *rounds);
	size_t count;

	while (rounds && !is_over(r) && (count = choose_round(r, rounds, index))) {
		const bool fits = estimate(r, index, count) <= r->until - qm_now();

		for (size_t i = 0; i < count; i++)
			rounds[index[i]] += fits ? 1 : ROUNDS_MOST;
		if (fits)
			run_points(r, index, count);
	}
	free(rounds);
}

/* What the budget did not reach, and what it left unclear. */
static void close_budget(struct run *r, double budget)
{
	struct qm_results *const all = r->results;

	for (size_t i = 0; i < all->count; i++) {
		if (!r->done[i] && !qm_interrupted()) {
			r->done[i] = true;
			snprintf(all->row[i].reason, sizeof all->row[i].reason,
			         "the budget of %.0f s was over before its turn", budget);
			all->unreached++;
		}
		all->unclear += is_unclear(&all->row[i]);
	}
	all->budget = budget;
	all->clear = clear;
}

/* Of an interrupted run only the rows that had their turn. */
static void drop_undone(struct run *r)
{
	struct qm_results *const all = r->results;
	size_t kept = 0;

	for (size_t i = 0; i < all->count; i++)
		if (r->done[i])
			all->row[kept++] = all->row[i];
	all->count = kept;
}

void qm_measure(const struct qm_plan_list *plan, const struct qm_options *o, double until,
                struct qm_journal *journal, bool *done, struct qm_results *results)
{
	struct run r = { .plan = plan,
		         .rules = qm_timing_rules_of(o),
		         .journal = journal,
		         .results = results,
		         .done = done,
		         .until = until };
	size_t *const index = calloc(plan->count, sizeof *index);
	size_t count = 0, steps = 0;

	for (size_t i = 0; index && i < plan->count; i++)
		if (!done[i])
			index[count++] = i;
	if (until > 0)
		divide_budget(&r, index, count);
	for (size_t i = 0; i < count; i++)
		steps += (plan->point[index[i]].runnable ? r.rules.repetitions + 1 : 0) *
		         (qm_point_tuned(&plan->point[index[i]]) ? 2 : 1);
	qm_progress_start(&r.progress, steps, estimate(&r, index, count), o->progress);
	run_points(&r, index, count);
	if (until > 0) {
		narrow(&r, index);
		close_budget(&r, o->budget);
	}
	qm_progress_done(&r.progress);
	free(index);
	results->interrupted = qm_interrupted();
	drop_undone(&r);
}
