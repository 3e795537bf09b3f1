/* run.c - qmark run: verify, time, report.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>

#include "harness/chart.h"
#include "harness/commands.h"
#include "harness/crash.h"
#include "harness/gbench.h"
#include "harness/measure.h"
#include "harness/plan_print.h"
#include "harness/roof.h"
#include "harness/text.h"
#include "harness/tuning.h"
#include "harness/versus.h"
#include "harness/write.h"

static void list_points(const struct qm_plan_list *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		if (plan->point[i].runnable)
			printf("%s/real_time\n", plan->point[i].name);
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

/* From here on a kernel that dies is noted in the journal, and the run starts again. */
static bool begin(const struct qm_plan_list *plan, const struct qm_options *o,
                  struct qm_journal *journal, bool *done, struct qm_results *results,
                  struct qm_err *err)
{
	const struct qm_timing_rules rules = qm_timing_rules_of(o);

	results->count = plan->count;
	for (size_t i = 0; i < plan->count; i++)
		qm_row_begin(&plan->point[i], &rules, &results->row[i]);
	if (!qm_journal_open(journal, o, err))
		return false;

	const size_t known = qm_journal_restore(journal, results->row, done, plan->count);

	if (known && !o->quiet)
		fprintf(stderr, "qmark: %zu of %zu rows are known from %s\n", known, plan->count,
		        journal->path);
	return true;
}

static enum qm_code measure(const struct qm_plan_list *plan, const struct qm_options *o,
                            double until, struct qm_err *err)
{
	struct qm_results results = { .row = calloc(plan->count, sizeof *results.row) };
	bool *const done = calloc(plan->count, sizeof *done);
	struct qm_journal journal;
	char **restart = NULL;
	enum qm_code code = QM_WRONG;

	if (!results.row || !done) {
		qm_fail(err, code, "not enough memory for %zu rows", plan->count);
	} else if (begin(plan, o, &journal, done, &results, err)) {
		restart = qm_journal_restart(&journal, o);
		if (restart)
			qm_crash_arm(journal.fd, restart);
		qm_catch_interrupts();
		if (!o->no_peak)
			results.ceiling_count = qm_ceilings_measure(plan, &results.ceilings);
		qm_measure(plan, o, until, &journal, done, &results);
		qm_results_judge(&results, plan, results.ceilings, results.ceiling_count);
		code = report(&results, o, err);
		qm_journal_close(&journal, code != QM_FILE && code != QM_INTERRUPTED);
	} else {
		code = err->code;
		qm_journal_close(&journal, false);
	}
	qm_results_free(&results);
	free(restart);
	free(done);
	return code;
}

enum qm_code qm_command_run(const struct qm_options *o, struct qm_err *err)
{
	const double until = o->budget > 0 ? qm_now() + o->budget : 0;
	struct qm_plan_list plan;
	enum qm_code code = QM_OK;

	if (!qm_versus_ok(o, err) || !qm_sites_open(o, &plan, err))
		return err->code;
	if (!qm_plan_points(o, &plan, err)) {
		code = err->code;
	} else if (o->list_tests) {
		list_points(&plan);
	} else if (o->dry_run) {
		code = qm_plan_print(&plan, o, err) ? QM_OK : err->code;
	} else if (!qm_gbench_init(o->benchmark_argc, o->benchmark_argv)) {
		code = QM_USAGE;
		qm_fail(err, code, "Google Benchmark does not understand one of its flags");
	} else {
		qm_tune_points(o, &plan);
		code = measure(&plan, o, until, err);
	}
	qm_plan_free(&plan);
	return code;
}
