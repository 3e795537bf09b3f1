/* plan_print.c - `qmark run --dry-run`: what would be done, and how long it may take.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include "harness/context_json.h"
#include "harness/measure.h"
#include "harness/plan_print.h"
#include "harness/section.h"

static const struct qm_column point_columns[] = {
	{ "kernel", false, 0 },  { "device", false, 2 }, { "shape", false, 0 },
	{ "threads", true, 3 },  { "cache", false, 4 },  { "seconds", true, 1 },
	{ "why not", false, 0 },
};
static const struct qm_column estimate_columns[] = {
	{ "rows", true, 0 },    { "cannot run here", true, 0 }, { "batches", true, 0 },
	{ "samples", true, 0 }, { "seconds, about", true, 0 },
};

static void add_point(struct qm_section *s, const struct qm_point *p, double seconds)
{
	char shape[80], threads[24] = "", time[24] = "";

	snprintf(shape, sizeof shape, "%zux%zux%zu", p->shape.m, p->shape.n, p->shape.k);
	if (p->site->threads)
		snprintf(threads, sizeof threads, "%zu", p->site->threads);
	if (p->runnable)
		snprintf(time, sizeof time, "%.1f", seconds);

	const char *const cell[] = { p->kernel->name, p->site->info.id,         shape,
		                     threads,         p->cold ? "cold" : "hot", time,
		                     p->reason };

	qm_grid_row(&s->grid, cell);
	json_array_append_new(
		s->json, json_pack("{s:s, s:b, s:f, s:o}", "name", p->name, "runs",
	                           p->runnable, "seconds", seconds, "reason",
	                           p->runnable ? json_null() : qm_json_text(p->reason)));
}

/* The ceilings of one site take about so long. */
static const double seconds_of_ceilings = 1.5;

static void add_estimate(struct qm_section *s, const struct qm_plan_list *plan,
                         const struct qm_options *o, double seconds, size_t runnable)
{
	size_t batches = 0;
	char text[5][24];
	const char *cell[5];

	for (size_t at = 0; at < plan->count; batches++)
		at += qm_batch_size(&plan->point[at], plan->count - at);
	if (!o->no_peak)
		seconds += seconds_of_ceilings * (double)plan->site_count;
	if (o->budget > 0 && seconds > o->budget)
		seconds = o->budget;
	snprintf(text[0], sizeof text[0], "%zu", runnable);
	snprintf(text[1], sizeof text[1], "%zu", plan->count - runnable);
	snprintf(text[2], sizeof text[2], "%zu", batches);
	snprintf(text[3], sizeof text[3], "%zu", o->repetitions);
	snprintf(text[4], sizeof text[4], "%.0f", seconds);
	for (size_t i = 0; i < 5; i++)
		cell[i] = text[i];
	qm_grid_row(&s->grid, cell);
	json_decref(s->json);
	s->json = json_pack("{s:I, s:I, s:I, s:I, s:f}", "rows", (json_int_t)runnable,
	                    "cannot_run", (json_int_t)(plan->count - runnable), "batches",
	                    (json_int_t)batches, "samples", (json_int_t)o->repetitions,
	                    "seconds", seconds);
}

bool qm_plan_print(const struct qm_plan_list *plan, const struct qm_options *o,
                   struct qm_err *err)
{
	const struct qm_timing_rules rules = qm_timing_rules_of(o);
	struct qm_section section[2];
	double all = 0;
	size_t runnable = 0;

	qm_section_start(&section[0], "plan", point_columns, 7);
	qm_section_start(&section[1], "estimate", estimate_columns, 5);
	for (size_t i = 0; i < plan->count; i++) {
		const double seconds = qm_point_estimate(&plan->point[i], &rules);

		add_point(&section[0], &plan->point[i], seconds);
		all += seconds;
		runnable += plan->point[i].runnable;
	}
	add_estimate(&section[1], plan, o, all, runnable);

	const bool ok = qm_sections_print(section, 2, o, err);

	qm_section_free(&section[0]);
	qm_section_free(&section[1]);
	return ok;
}
