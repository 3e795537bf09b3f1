/* tune.c - qmark tune, and what `run` makes of its findings.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/backends.h"
#include "harness/batch.h"
#include "harness/commands.h"
#include "harness/progress.h"
#include "harness/tuning.h"
#include "harness/tuning_report.h"
#include "harness/write.h"

/* In front of what was known: the newest counts. */
static bool remember(struct qm_tuned_list *list, const struct qm_tuned *found)
{
	struct qm_tuned *const grown = realloc(list->item,
	                                       (list->count + 1) * sizeof *grown);

	if (!grown)
		return false;
	memmove(grown + 1, grown, list->count * sizeof *grown);
	grown[0] = *found;
	list->item = grown;
	list->count++;
	return true;
}

static const struct qm_tuning *tuning_of(const struct qm_point *p)
{
	return p->runnable && !p->kernel->library ? p->site->backend->tuning : NULL;
}

static void use_standard(struct qm_point *p)
{
	const struct qm_tuning *const how = p->site->backend->tuning;

	p->variant = how->standard(p->site->device, p->kernel, p->shape);
	p->tuning = "default";
}

/* A finding for another shape of the class is made to measure; one that does not fit, or
 * changes nothing, leaves the standard.
 */
static void use(struct qm_point *p, const struct qm_tuned *t)
{
	const struct qm_tuning *const how = p->site->backend->tuning;
	struct qm_variant variant = t->best;
	struct qm_err why;

	if (strcmp(t->best.text, t->standard.text) == 0)
		return;
	if (!how->adapt(p->site->device, p->kernel, p->shape, &variant, &why)) {
		fprintf(stderr, "qmark: warning: a tuning result is not used: %s\n",
		        why.text);
	} else if (strcmp(variant.text, p->variant.text) != 0) {
		p->variant = variant;
		p->tuning = t->shipped ? "shipped" : "tuned";
	}
}

/* Searches and keeps; what cannot be kept is used all the same. */
static void search(const struct qm_options *o, const struct qm_point *p,
                   struct qm_tuned_list *known)
{
	struct qm_tuned found;
	struct qm_err why;

	if (!o->quiet)
		fprintf(stderr, "qmark: tuning %s on %s at %zux%zux%zu\n",
		        p->kernel->name, p->site->info.id, p->shape.m, p->shape.n,
		        p->shape.k);
	if (!qm_tune_search(p->site, p->kernel, p->shape, o->seed, &found, &why)) {
		fprintf(stderr, "qmark: %s on %s was not tuned: %s\n", p->kernel->name,
		        p->site->info.id, why.text);
		return;
	}
	remember(known, &found);
	if (!qm_tuned_keep(p->site->backend, &found, &why))
		fprintf(stderr, "qmark: warning: tuning results are not kept: %s\n",
		        why.text);
}

static void choose(const struct qm_options *o, struct qm_point *p,
                   struct qm_tuned_list *known)
{
	const struct qm_tuned *t = qm_tuned_find(known, p->site, p->kernel, p->shape);

	if (o->tune && (!t || t->shipped) && !qm_interrupted()) {
		search(o, p, known);
		t = qm_tuned_find(known, p->site, p->kernel, p->shape);
	}
	if (t)
		use(p, t);
}

void qm_tune_points(const struct qm_options *o, struct qm_plan_list *plan)
{
	for (size_t b = 0; b < qm_backend_count; b++) {
		struct qm_tuned_list known = { 0 };

		if (!qm_backends[b]->tuning)
			continue;
		if (!o->no_tune)
			qm_tuned_load(qm_backends[b], &known);
		for (size_t i = 0; i < plan->count; i++) {
			struct qm_point *const p = &plan->point[i];

			if (p->site->backend != qm_backends[b] || !tuning_of(p))
				continue;
			use_standard(p);
			if (!o->no_tune)
				choose(o, p, &known);
		}
		qm_tuned_free(&known);
	}
}

/* What one command found, and how it went. */
struct tuning {
	struct qm_tuned_list found;
	size_t failed, wrong;
	struct qm_err unkept; /* why the file could not be written */
};

static void tune_point(struct tuning *t, const struct qm_options *o,
                       const struct qm_point *p, struct qm_progress *progress)
{
	struct qm_tuned found;
	struct qm_err why;

	qm_progress_step(progress, p->name, 1);
	if (qm_tune_search(p->site, p->kernel, p->shape, o->seed, &found, &why)) {
		remember(&t->found, &found);
		if (!qm_tuned_keep(p->site->backend, &found, &why))
			t->unkept = why;
	} else if (!qm_interrupted()) {
		qm_progress_hide(progress);
		fprintf(stderr, "qmark: %s was not tuned: %s\n", p->name, why.text);
		t->failed += why.code != QM_SKIPPED;
	}
	t->wrong += found.wrong;
}

static enum qm_code conclude(const struct tuning *t, struct qm_err *err)
{
	if (t->wrong)
		qm_fail(err, QM_WRONG, "%zu variants gave a wrong result", t->wrong);
	else if (t->failed)
		qm_fail(err, QM_WRONG, "%zu kernels could not be tuned", t->failed);
	else if (qm_interrupted())
		qm_fail(err, QM_INTERRUPTED, "interrupted: what was found was kept");
	else if (t->unkept.code != QM_OK)
		*err = t->unkept;
	else if (t->found.count == 0)
		qm_fail(err, QM_SKIPPED,
		        "nothing to tune: no kernel that can run on the chosen "
		        "devices has variants");
	else
		return QM_OK;
	return err->code;
}

static enum qm_code tune(const struct qm_options *o, const struct qm_plan_list *plan,
                         struct qm_err *err)
{
	struct tuning t = { .unkept = { QM_OK, "" } };
	struct qm_progress progress;
	size_t steps = 0;
	enum qm_code code;

	for (size_t i = 0; i < plan->count; i++)
		steps += tuning_of(&plan->point[i]) != NULL;
	qm_catch_interrupts();
	qm_progress_start(&progress, steps, (double)steps, o->progress);
	for (size_t i = 0; i < plan->count && !qm_interrupted(); i++) {
		const struct qm_point *const p = &plan->point[i];

		/* The first shape of a class speaks for the others. */
		if (tuning_of(p) &&
		    !qm_tuned_find(&t.found, p->site, p->kernel, p->shape))
			tune_point(&t, o, p, &progress);
	}
	qm_progress_done(&progress);
	code = conclude(&t, err);
	if (!qm_tuned_print(&t.found, o) || !qm_stdout_flush(err))
		code = code == QM_OK ? QM_FILE : code;
	qm_tuned_free(&t.found);
	return code;
}

enum qm_code qm_command_tune(const struct qm_options *o, struct qm_err *err)
{
	struct qm_plan_list plan;
	enum qm_code code;

	if (!qm_sites_open(o, &plan, err))
		return err->code;
	code = qm_plan_points(o, &plan, err) ? tune(o, &plan, err) : err->code;
	qm_plan_free(&plan);
	return code;
}
