/* ab_run.c - pairs of processes, until every row is decided or the time is over.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness/ab.h"
#include "harness/batch.h"
#include "harness/pairs.h"
#include "harness/progress.h"

/* A part of the measuring: which rows, into which of their series. */
struct work {
	struct qm_ab *ab;
	struct qm_rng rng;
	struct qm_progress progress;
	double until;   /* no new pair after this; 0: no limit */
	bool confirming;
	bool fitting;   /* after the first round, rows go that there is no time for */
};

/* What a pair of processes is thought to take before one was seen. */
static const double pair_guess = 0.4;

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static bool over(const struct work *w)
{
	return qm_interrupted() || (w->until > 0 && now() >= w->until);
}

static void drop(struct qm_ab_row *row, enum qm_verdict verdict, const char *reason)
{
	row->verdict = verdict;
	row->stopped = true;
	snprintf(row->reason, sizeof row->reason, "%.*s", (int)sizeof row->reason - 1, reason);
}

/* The row's second side: a control meets a copy of the base. */
static int other_side(const struct qm_ab_row *row)
{
	return row->control ? QM_COPY : QM_NEW;
}

static void note(struct qm_ab *ab, struct qm_ab_row *row, const struct qm_ab_sample *base,
                 const struct qm_ab_sample *other)
{
	struct qm_ab_side *const side = ab->side;

	snprintf(row->family, sizeof row->family, "%s", base->family);
	row->code_known = *base->code && *other->code;
	row->code_same = row->code_known && !ab->options->ignore_code &&
	                 strcmp(base->code, other->code) == 0;
	snprintf(side[QM_BASE].commit, sizeof side->commit, "%s", base->commit);
	if (!row->control)
		snprintf(side[QM_NEW].commit, sizeof side->commit, "%s", other->commit);
}

/* One process of each side, in the order that was drawn. */
static void measure_pair(struct work *w, struct qm_ab_row *row, bool new_first)
{
	struct qm_ab *const ab = w->ab;
	struct qm_ab_series *const s = w->confirming ? &row->confirm : &row->screen;
	const int order[] = { new_first ? other_side(row) : QM_BASE,
		              new_first ? QM_BASE : other_side(row) };
	struct qm_ab_sample sample[2];
	const double started = now();

	for (size_t i = 0; i < 2; i++) {
		struct qm_ab_sample *const to = &sample[order[i] != QM_BASE];
		struct qm_err err = { 0 };

		if (qm_ab_sample(&ab->side[order[i]], row->name, ab->options, to, &err))
			continue;
		if (qm_interrupted())
			return;
		drop(row, to->skipped ? QM_UNMEASURED : QM_BAD_RESULT, err.text);
		return;
	}
	row->seconds += now() - started;
	note(ab, row, &sample[0], &sample[1]);
	for (int side = 0; side < 2; side++) {
		s->figure[side][s->count] = sample[side].figure;
		s->median[side][s->count] = sample[side].median;
	}
	s->count++;
}

/* Rows of unchanged code make room for those that can fail, then the dearest go. */
static void fit_budget(struct work *w, struct qm_ab_row **list, size_t rows)
{
	const double left = w->until - now();
	double need = 0;
	size_t dropped = 0;

	for (size_t i = 0; i < rows; i++)
		need += list[i]->seconds * (double)(w->ab->rules.pairs - 1);
	for (size_t i = 0; i < rows && need > left; i++)
		if (list[i]->code_same && !list[i]->control && !list[i]->stopped) {
			need -= list[i]->seconds * (double)(w->ab->rules.pairs - 1);
			drop(list[i], QM_UNMEASURED, "the same machine code, and no time for it");
		}
	while (need > left) {
		struct qm_ab_row *dearest = NULL;

		for (size_t i = 0; i < rows; i++)
			if (!list[i]->stopped && !list[i]->control &&
			    (!dearest || list[i]->seconds > dearest->seconds))
				dearest = list[i];
		if (!dearest)
			break;
		need -= dearest->seconds * (double)(w->ab->rules.pairs - 1);
		drop(dearest, QM_UNMEASURED, "no time for it: choose fewer rows, or a larger "
		     "--budget");
		dropped++;
	}
	w->ab->out_of_time |= dropped > 0;
}

/* `pairs` more of every row in `list`; false if there is no memory. */
static bool measure_block(struct work *w, struct qm_ab_row **list, size_t rows,
                          size_t pairs, struct qm_err *err)
{
	struct qm_trial *const trial = calloc(rows * pairs + 1, sizeof *trial);

	if (!trial || !qm_pairs_plan(&w->rng, rows, pairs, trial)) {
		free(trial);
		return qm_fail(err, QM_WRONG, "not enough memory");
	}
	for (size_t i = 0; i < rows * pairs && !over(w); i++) {
		struct qm_ab_row *const row = list[trial[i].row];
		const struct qm_ab_series *const s = w->confirming ? &row->confirm
		                                                   : &row->screen;

		if (i == rows && w->fitting)
			fit_budget(w, list, rows);
		qm_progress_step(&w->progress, row->name, pair_guess);
		if (!row->stopped && s->count < QM_PAIRS_MAX)
			measure_pair(w, row, trial[i].new_first);
	}
	free(trial);
	return true;
}

static bool start(struct work *w, const char *what, size_t pairs)
{
	const struct qm_options *const o = w->ab->options;

	if (!o->quiet && pairs)
		fprintf(stderr, "qmark: %s: %zu pairs\n", what, pairs);
	qm_progress_start(&w->progress, pairs, (double)pairs * pair_guess, o->progress);
	return pairs > 0;
}

static size_t select_rows(struct qm_ab *ab, struct qm_ab_row **list,
                          bool (*wanted)(const struct qm_ab *, const struct qm_ab_row *))
{
	size_t n = 0;

	for (size_t i = 0; i < ab->rows + ab->controls; i++)
		if (!ab->row[i].stopped && wanted(ab, &ab->row[i]))
			list[n++] = &ab->row[i];
	return n;
}

static bool every(const struct qm_ab *ab, const struct qm_ab_row *row)
{
	(void)ab, (void)row;
	return true;
}

/* A row whose code did not change cannot fail, so no more time goes to it. */
static bool open_question(const struct qm_ab *ab, const struct qm_ab_row *row)
{
	return !row->control && !row->code_same && row->verdict == QM_UNCLEAR &&
	       row->screen.count < ab->rules.pairs_max;
}

static bool of_suspected_family(const struct qm_ab *ab, const struct qm_ab_row *row)
{
	for (size_t i = 0; i < ab->families; i++)
		if (ab->family[i].suspected && strcmp(ab->family[i].name, row->family) == 0)
			return true;
	return false;
}

static bool to_confirm(const struct qm_ab *ab, const struct qm_ab_row *row)
{
	return !row->control && !row->code_same && row->verdict != QM_UNMEASURED &&
	       (row->verdict == QM_SLOWER || of_suspected_family(ab, row));
}

static void judge(struct qm_ab *ab)
{
	for (size_t i = 0; i < ab->rows; i++)
		qm_ab_judge(&ab->rules, ab->margin, &ab->row[i]);
}

/* The first pair of each row says what it costs and whether its code changed. */
static bool screen(struct work *w, struct qm_ab_row **list, struct qm_err *err)
{
	struct qm_ab *const ab = w->ab;
	const size_t rows = select_rows(ab, list, every);

	start(w, "screening", rows * ab->rules.pairs);
	w->fitting = true;

	const bool ok = measure_block(w, list, rows, ab->rules.pairs, err);

	w->fitting = false;
	qm_progress_done(&w->progress);
	ab->floor = qm_ab_floor(&ab->rules, &ab->row[ab->rows], ab->controls);
	ab->margin = fmax(ab->rules.margin, ab->floor);
	judge(ab);
	return ok;
}

static bool extend(struct work *w, struct qm_ab_row **list, struct qm_err *err)
{
	struct qm_ab *const ab = w->ab;
	size_t rows;

	while ((rows = select_rows(ab, list, open_question)) > 0 && !over(w)) {
		start(w, "unclear rows", rows * ab->rules.step);

		const bool ok = measure_block(w, list, rows, ab->rules.step, err);

		qm_progress_done(&w->progress);
		if (!ok)
			return false;
		judge(ab);
	}
	ab->out_of_time |= rows > 0;
	return true;
}

static bool confirm(struct work *w, struct qm_ab_row **list, struct qm_err *err)
{
	struct qm_ab *const ab = w->ab;
	const size_t rows = select_rows(ab, list, to_confirm);
	const size_t pairs = qm_ab_confirm_pairs(&ab->rules, ab->rows);

	w->confirming = true;
	w->until = 0;
	if (!start(w, "confirming", rows * pairs))
		return true;

	const bool ok = measure_block(w, list, rows, pairs, err);

	qm_progress_done(&w->progress);
	return ok;
}

bool qm_ab_measure(struct qm_ab *ab, struct qm_err *err)
{
	struct qm_ab_row **const list = calloc(ab->rows + ab->controls + 1, sizeof *list);
	struct work w = { .ab = ab, .rng = qm_rng_make(ab->seed, 1) };

	if (!list)
		return qm_fail(err, QM_WRONG, "not enough memory");
	ab->started = now();
	w.until = ab->started + ab->options->budget;

	const bool ok = screen(&w, list, err) && extend(&w, list, err) &&
	                qm_ab_families(ab, err) && confirm(&w, list, err);

	ab->seconds = now() - ab->started;
	ab->interrupted = qm_interrupted();
	free(list);
	return ok;
}
