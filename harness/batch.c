/* batch.c - one family, one shape: made ready, verified, timed, verified again.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/batch.h"
#include "harness/check.h"
#include "harness/crash.h"
#include "harness/gbench.h"
#include "harness/rounding.h"
#include "harness/stats.h"

/* Multiply-adds that are always checked one by one: about half a second of reference. */
static const double full_check = 268435456.0;

/* A point at work. */
struct work {
	const struct qm_point *point;
	struct qm_result *row;
	struct qm_progress *progress;
	bool standard; /* beside the point's own variant the standard one */
	struct qm_watch *watch;
	double step_seconds; /* what a sample is worth on the progress bar */
	struct qm_job *job;  /* NULL once the point has ended */
	uint64_t fingerprint;
	double seconds, wall; /* sums over all timed products */
};

static void fail_row(struct work *w, const char *reason)
{
	w->row->status = QM_ROW_FAILED;
	snprintf(w->row->reason, sizeof w->row->reason, "%s", reason);
	if (w->job)
		w->point->site->backend->release(w->job);
	w->job = NULL;
}

/* C of the last product, in memory of the caller. */
static bool fetch(struct work *w, void *c, struct qm_err *err)
{
	return w->point->site->backend->fetch(w->job, c, &w->row->costs, err);
}

static struct qm_job *prepare(const struct work *w, const struct qm_problem *problem,
                              struct qm_err *err)
{
	const struct qm_backend *const backend = w->point->site->backend;
	struct qm_device *const device = w->point->site->device;

	if (!qm_point_tuned(w->point) || w->standard)
		return backend->prepare(device, w->point->kernel, problem, &w->row->costs,
		                        err);
	return backend->tuning->prepare(device, w->point->kernel, problem,
	                                &w->point->variant, &w->row->costs, err);
}

/* Packs the weights, runs one product and checks it.  False ends the point. */
static bool verify(struct work *w, const struct qm_problem *problem,
                   const struct qm_checker *checker, void *c, struct qm_err *err)
{
	const struct qm_backend *backend = w->point->site->backend;
	struct qm_timing timing;
	struct qm_checked checked;

	qm_crash_row(w->point->name);
	w->job = prepare(w, problem, err);
	if (!w->job || !backend->run(w->job, &timing, err) || !fetch(w, c, err) ||
	    !qm_checker_judge(checker, w->point->kernel, c, &checked, err))
		return false;
	if (backend->code)
		backend->code(w->job, w->row->code, sizeof w->row->code);
	w->fingerprint = qm_fingerprint(c, problem->shape.m * problem->shape.n);
	w->row->check = checked.how;
	w->row->checked = checked.count;
	w->row->unordered = checked.error;
	return !w->point->cold || backend->rotate(w->job, qm_point_rotation(w->point), err);
}

/* For Google Benchmark: one product. */
static bool run_once(void *arg, double *seconds)
{
	struct work *w = arg;
	struct qm_timing timing = { 0 };
	struct qm_err err;

	if (!w->job || qm_interrupted())
		return false;
	qm_crash_row(w->point->name);
	qm_watch_row(w->watch, &w->row->evidence, w->row->device.is_cpu);
	if (!w->point->site->backend->run(w->job, &timing, &err)) {
		fail_row(w, err.text);
		return false;
	}
	*seconds = timing.seconds;
	w->seconds += timing.seconds;
	w->wall += timing.wall;
	/* One rejected event makes the whole row a row of the other clock. */
	if (strcmp(w->row->timer, "wall") == 0 || strcmp(w->row->timer, "event") == 0)
		snprintf(w->row->timer, sizeof w->row->timer, "%s", timing.timer);
	return true;
}

static void take_sample(void *arg, double seconds, uint64_t iterations)
{
	struct work *w = arg;
	struct qm_result *row = w->row;
	const size_t n = row->sample_count;

	if (qm_interrupted())
		return;
	row->samples[n] = seconds;
	row->iterations[n] = iterations;
	row->sample_count = n + 1;
	qm_progress_step(w->progress, row->name, w->step_seconds);
}

/* For a window of energy: one product that no sample counts. */
static bool run_uncounted(void *arg)
{
	struct work *const w = arg;
	struct qm_timing timing;
	struct qm_err err;

	qm_crash_row(w->point->name);
	return !qm_interrupted() && w->point->site->backend->run(w->job, &timing, &err);
}

/* Rows one after the other: two of them in one window could not be told apart. */
static void measure_energy(struct work *works, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (works[i].job && !works[i].standard && works[i].point->site->meters)
			qm_energy_window(works[i].point->site->meters, run_uncounted,
			                 &works[i], &works[i].row->energy);
}

static bool room_for_samples(struct qm_result *row, size_t repetitions)
{
	const size_t room = row->sample_count + repetitions;
	double *const samples = realloc(row->samples, room * sizeof *samples);
	uint64_t *const iterations = realloc(row->iterations, room * sizeof *iterations);

	row->samples = samples ? samples : row->samples;
	row->iterations = iterations ? iterations : row->iterations;
	return samples && iterations;
}

/* The last timed product must be the one that was verified, bit for bit: threads that race
 * would not be seen by a single check.
 */
static void end_row(struct work *w, const struct qm_problem *problem, void *c)
{
	struct qm_result *row = w->row;
	const size_t elements = problem->shape.m * problem->shape.n;
	struct qm_err err;

	if (!w->job) {
		if (row->status == QM_ROW_SKIPPED && !row->reason[0])
			snprintf(row->reason, sizeof row->reason,
			         "interrupted before it was verified");
		return;
	}
	if (!fetch(w, c, &err)) {
		fail_row(w, err.text);
	} else if (qm_fingerprint(c, elements) != w->fingerprint) {
		fail_row(w, "the first result was right, the last one differs from it");
	} else if (row->sample_count == 0) {
		snprintf(row->reason, sizeof row->reason,
		         "interrupted before its first sample");
	} else {
		row->status = QM_ROW_OK;
		row->reason[0] = '\0';
		row->time = qm_summarise(row->samples, row->sample_count);
		row->wall = w->seconds > 0 ? row->time.median * w->wall / w->seconds : 0;
		row->a_bytes = qm_matrix_bytes(&problem->a);
		row->b_bytes = qm_matrix_bytes(&problem->b);
		row->roof.bytes = (double)(row->a_bytes + row->b_bytes) + qm_result_c_bytes(row);
		row->roof.intensity = qm_result_ops(row) / row->roof.bytes;
		qm_trust_gather(&row->trust, row, &row->evidence);
		qm_trust_judge(&row->trust);
	}
	if (w->job)
		w->point->site->backend->release(w->job);
	w->job = NULL;
}

static void time_points(struct work *works, size_t count,
                        const struct qm_timing_rules *rules)
{
	struct qm_gbench_row *rows = calloc(count, sizeof *rows);
	size_t ready = 0;

	for (size_t i = 0; rows && i < count; i++)
		if (works[i].job)
			rows[ready++] = (struct qm_gbench_row){ works[i].row->name,
				                                &works[i], run_once,
				                                take_sample };
	if (ready && !qm_interrupted())
		qm_gbench_run(rows, ready, rules->repetitions, rules->min_time);
	free(rows);
}

static void fill(struct qm_problem *p, const struct qm_timing_rules *rules)
{
	const struct qm_matrix *const side[] = { &p->a, &p->b };

	for (uint64_t s = 0; s < 2; s++)
#pragma omp parallel for
		for (size_t row = 0; row < side[s]->rows; row++)
			qm_fill_rows(side[s], row, 1, rules->data, rules->seed, s);
}

static void note_error(struct work *works, size_t count, const struct qm_problem *problem,
                       const struct qm_timing_rules *rules)
{
	const double error = rules->data == QM_DATA_NORMAL
	                             ? qm_rounding_error(problem->family, problem->shape.k, rules->seed)
	                             : NAN;

	for (size_t i = 0; i < count; i++)
		works[i].row->error = error;
}

/* All of a batch, once there is memory for it. */
static void run_works(struct work *works, size_t count, const struct qm_problem *problem,
                      const struct qm_timing_rules *rules, void *c)
{
	struct qm_err err = { QM_OK, "" };
	struct qm_checker *checker = qm_checker_create(problem, full_check, rules->seed,
	                                               &err);
	struct qm_watch watch;

	qm_watch_start(&watch, "");
	for (size_t i = 0; i < count && !qm_interrupted(); i++) {
		struct work *w = &works[i];

		w->watch = &watch;
		if (!w->point->runnable)
			continue;
		qm_progress_step(w->progress, w->row->name, w->step_seconds);
		if (!checker || !room_for_samples(w->row, rules->repetitions) ||
		    !verify(w, problem, checker, c, &err)) {
			fail_row(w, err.text);
			if (err.code == QM_SKIPPED)
				w->row->status = QM_ROW_SKIPPED;
		}
	}
	qm_checker_destroy(checker);
	note_error(works, count, problem, rules);
	time_points(works, count, rules);
	qm_watch_row(&watch, NULL, false);
	measure_energy(works, count);
	for (size_t i = 0; i < count; i++)
		end_row(&works[i], problem, c);
	qm_crash_row(NULL);
}

static struct work work_on(const struct qm_point *point,
                           const struct qm_timing_rules *rules,
                           struct qm_progress *progress, struct qm_result *row)
{
	return (struct work){
		.point = point,
		.row = row,
		.progress = progress,
		.step_seconds = rules->min_time,
	};
}

/* Beside each tuned point its standard variant, in a row that only lends its time. */
static size_t add_standards(const struct qm_point *points, size_t count,
                            const struct qm_timing_rules *rules,
                            struct qm_progress *progress, struct work *works,
                            struct qm_result *rows)
{
	size_t added = 0;

	for (size_t i = 0; i < count; i++) {
		if (!qm_point_tuned(&points[i]))
			continue;
		qm_row_begin(&points[i], rules, &rows[i]);
		works[added] = work_on(&points[i], rules, progress, &rows[i]);
		works[added++].standard = true;
		snprintf(rows[i].name, sizeof rows[i].name, "%.240s/default",
		         points[i].name);
	}
	return added;
}

static void take_standards(const struct qm_point *points, size_t count,
                           struct qm_result *standard, struct qm_result *rows)
{
	for (size_t i = 0; i < count; i++) {
		if (!qm_point_tuned(&points[i]))
			continue;
		if (standard[i].status == QM_ROW_OK)
			rows[i].standard_time = standard[i].time.median;
		else if (standard[i].status == QM_ROW_FAILED)
			fprintf(stderr, "qmark: warning: %s failed: %s\n",
			        standard[i].name, standard[i].reason);
		free(standard[i].samples);
		free(standard[i].iterations);
	}
}

void qm_batch_run(const struct qm_point *points, size_t count,
                  const struct qm_timing_rules *rules, struct qm_progress *progress,
                  struct qm_result *rows)
{
	const struct qm_shape s = points[0].shape;
	struct work *const works = calloc(2 * count, sizeof *works);
	struct qm_result *const standard = calloc(count, sizeof *standard);
	void *const c = malloc(s.m * s.n * 4);
	const bool memory = works && standard && c;
	struct qm_problem problem;
	struct qm_err err = { QM_WRONG, "not enough memory" };
	size_t total = count;
	bool any = false;

	for (size_t i = 0; i < count; i++) {
		struct work w = work_on(&points[i], rules, progress, &rows[i]);

		any = any || points[i].runnable;
		if (memory)
			works[i] = w;
		else if (points[i].runnable)
			fail_row(&w, err.text);
	}
	if (any && memory) {
		total += add_standards(points, count, rules, progress, works + count,
		                       standard);
		if (qm_problem_create(&problem, points[0].kernel->family, s, &err)) {
			fill(&problem, rules);
			run_works(works, total, &problem, rules, c);
			qm_problem_destroy(&problem);
		} else {
			for (size_t i = 0; i < count; i++)
				if (points[i].runnable)
					fail_row(&works[i], err.text);
		}
		take_standards(points, count, standard, rows);
	}
	free(works);
	free(standard);
	free(c);
}
