/* run.c - qmark run: verify, time, report.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "harness/batch.h"
#include "harness/chart.h"
#include "harness/commands.h"
#include "harness/gbench.h"
#include "harness/plan.h"
#include "harness/roof.h"
#include "harness/text.h"
#include "harness/tuning.h"
#include "harness/write.h"

/* A third of the machine's memory for one batch. */
static size_t batch_memory(void)
{
	const long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);

	return pages > 0 && page > 0 ? (size_t)pages / 3 * (size_t)page : (size_t)1 << 30;
}

static struct qm_timing_rules rules_of(const struct qm_options *o)
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

static void list_points(const struct qm_plan_list *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		if (plan->point[i].runnable)
			printf("%s/real_time\n", plan->point[i].name);
}

static void measure(const struct qm_plan_list *plan, const struct qm_options *o,
                    struct qm_results *results)
{
	const struct qm_timing_rules rules = rules_of(o);
	const size_t memory = batch_memory();
	struct qm_progress progress;
	size_t steps = 0;
	double seconds = 0;

	for (size_t i = 0; i < plan->count; i++) {
		steps += plan->point[i].runnable ? rules.repetitions + 1 : 0;
		seconds += qm_point_estimate(&plan->point[i], &rules);
	}
	qm_progress_start(&progress, steps, seconds, o->progress);
	while (results->count < plan->count && !qm_interrupted()) {
		const size_t at = results->count;
		const size_t n = qm_batch_size(&plan->point[at], plan->count - at, memory);

		qm_batch_run(&plan->point[at], n, &rules, &progress, &results->row[at]);
		results->count += n;
	}
	qm_progress_done(&progress);
	results->interrupted = qm_interrupted();
}

static enum qm_code verdict(const struct qm_results *results, struct qm_err *err)
{
	size_t count[3] = { 0 };

	for (size_t i = 0; i < results->count; i++)
		count[results->row[i].status]++;
	if (results->interrupted)
		qm_fail(err, QM_INTERRUPTED, "interrupted: %zu rows were measured and kept",
		        count[QM_ROW_OK]);
	else if (count[QM_ROW_FAILED] > 0)
		qm_fail(err, QM_WRONG, "%zu of %zu rows failed", count[QM_ROW_FAILED],
		        results->count);
	else if (count[QM_ROW_OK] == 0)
		qm_fail(err, QM_SKIPPED, "none of the %zu chosen rows can run here: %s",
		        results->count, results->row[0].reason);
	else
		return QM_OK;
	return err->code;
}

/* Whatever else went wrong, what was measured is written. */
static enum qm_code report(const struct qm_results *results, const struct qm_options *o,
                           struct qm_err *err)
{
	const bool printed = qm_results_print(results, o, err);

	if (printed)
		qm_chart_print(results, o);

	const bool written = qm_results_write(results, o, err);

	return printed && written ? verdict(results, err) : err->code;
}

enum qm_code qm_command_run(const struct qm_options *o, struct qm_err *err)
{
	struct qm_results results = { 0 };
	struct qm_plan_list plan;
	enum qm_code code = QM_OK;

	if (!qm_sites_open(o, &plan, err))
		return err->code;
	if (!qm_plan_points(o, &plan, err)) {
		code = err->code;
	} else if (o->list_tests) {
		list_points(&plan);
	} else if (!qm_gbench_init(o->benchmark_argc, o->benchmark_argv)) {
		code = QM_USAGE;
		qm_fail(err, code, "Google Benchmark does not understand one of its flags");
	} else {
		results.row = calloc(plan.count, sizeof *results.row);
		qm_catch_interrupts();
		if (results.row) {
			qm_tune_points(o, &plan);
			if (!o->no_peak)
				results.ceiling_count = qm_ceilings_measure(&plan, &results.ceilings);
			measure(&plan, o, &results);
			qm_results_judge(&results, &plan, results.ceilings, results.ceiling_count);
			code = report(&results, o, err);
		} else {
			code = QM_WRONG;
			qm_fail(err, code, "not enough memory for %zu rows", plan.count);
		}
	}
	qm_results_free(&results);
	qm_plan_free(&plan);
	return code;
}
