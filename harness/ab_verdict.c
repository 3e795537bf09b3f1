/* ab_verdict.c - from pairs to verdicts.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/ab.h"
#include "harness/bh.h"

const char *qm_verdict_name(enum qm_verdict verdict)
{
	static const char *const names[] = {
		[QM_SAME] = "same",
		[QM_FASTER] = "faster",
		[QM_SLOWER] = "slower",
		[QM_UNCLEAR] = "unclear",
		[QM_ENVIRONMENT] = "environment",
		[QM_BAD_RESULT] = "wrong",
		[QM_UNMEASURED] = "unmeasured",
	};

	return names[verdict];
}

static double percent(double effect)
{
	return 100 * expm1(effect);
}

static size_t differences(const struct qm_ab_series *s, double *d)
{
	for (size_t i = 0; i < s->count; i++)
		d[i] = log(s->figure[QM_NEW][i] / s->figure[QM_BASE][i]);
	return s->count;
}

static struct qm_effect effect_of(const struct qm_ab_series *s, double confidence)
{
	double d[QM_PAIRS_MAX];

	return qm_signed_rank(d, differences(s, d), confidence);
}

double qm_ab_median_effect(const struct qm_ab_series *s)
{
	double d[QM_PAIRS_MAX];

	for (size_t i = 0; i < s->count; i++)
		d[i] = log(s->median[QM_NEW][i] / s->median[QM_BASE][i]);
	return s->count ? qm_signed_rank(d, s->count, 0.99).estimate : NAN;
}

double qm_ab_typical(const struct qm_ab_series *s, int side)
{
	return s->count ? qm_quantile(s->figure[side], s->count, 0.5) : NAN;
}

static enum qm_verdict place(const struct qm_effect *e, double margin)
{
	if (e->low > margin)
		return QM_SLOWER;
	if (e->high < -margin)
		return QM_FASTER;
	return e->low >= -margin && e->high <= margin ? QM_SAME : QM_UNCLEAR;
}

void qm_ab_judge(const struct qm_ab_rules *rules, double margin, struct qm_ab_row *row)
{
	if (row->verdict == QM_BAD_RESULT || row->verdict == QM_UNMEASURED)
		return;
	if (row->screen.count == 0) {
		row->verdict = QM_UNMEASURED;
		snprintf(row->reason, sizeof row->reason, "there was no time for it");
		return;
	}
	row->effect = effect_of(&row->screen, rules->confidence);
	row->p = row->effect.p_above;
	row->verdict = place(&row->effect, margin);
}

double qm_ab_floor(const struct qm_ab_rules *rules, struct qm_ab_row *controls,
                   size_t count)
{
	double *const size = calloc(count + 1, sizeof *size);
	size_t n = 0;

	for (size_t i = 0; size && i < count; i++) {
		if (controls[i].screen.count == 0)
			continue;
		controls[i].effect = effect_of(&controls[i].screen, rules->confidence);
		size[n++] = fabs(controls[i].effect.estimate);
	}

	const double floor = n ? qm_quantile(size, n, 0.95) : 0;

	free(size);
	return floor;
}

/* With n pairs no p-value is below 2^-n, and the best of all rows must be below
 * false_rate / rows.
 */
size_t qm_ab_confirm_pairs(const struct qm_ab_rules *rules, size_t rows)
{
	size_t n = rules->confirm;

	while (n + 2 <= QM_PAIRS_MAX &&
	       ldexp(1, -(int)n) > rules->false_rate / (double)(rows ? rows : 1))
		n += 2;
	return n;
}

/* A row whose slow-down would be the new code's fault. */
static bool counts(const struct qm_ab_row *row)
{
	return !row->control && !row->code_same && row->verdict != QM_BAD_RESULT &&
	       row->verdict != QM_UNMEASURED;
}

/* The mean over the rows, pair by pair: what they share is seen, the rest averages out. */
static struct qm_effect family_effect(const struct qm_ab *ab, const char *family,
                                      bool confirm)
{
	double mean[QM_PAIRS_MAX] = { 0 }, d[QM_PAIRS_MAX];
	size_t pairs = QM_PAIRS_MAX, rows = 0;

	for (size_t i = 0; i < ab->rows; i++) {
		const struct qm_ab_row *const row = &ab->row[i];
		const struct qm_ab_series *const s = confirm ? &row->confirm : &row->screen;

		if (!counts(row) || strcmp(row->family, family) != 0 || s->count == 0)
			continue;
		pairs = differences(s, d) < pairs ? s->count : pairs;
		for (size_t p = 0; p < pairs; p++)
			mean[p] += d[p];
		rows++;
	}
	if (rows == 0)
		return (struct qm_effect){ 0 };
	for (size_t p = 0; p < pairs; p++)
		mean[p] /= (double)rows;
	return qm_signed_rank(mean, pairs, ab->rules.confidence);
}

static double family_margin(const struct qm_ab *ab)
{
	return fmax(ab->rules.family_fail_at, ab->margin);
}

static struct qm_ab_family *family_called(struct qm_ab *ab, const char *name)
{
	for (size_t i = 0; i < ab->families; i++)
		if (strcmp(ab->family[i].name, name) == 0)
			return &ab->family[i];

	struct qm_ab_family *const f = &ab->family[ab->families++];

	snprintf(f->name, sizeof f->name, "%s", name);
	return f;
}

/* The mean of one row is that row, which is judged by itself. */
bool qm_ab_families(struct qm_ab *ab, struct qm_err *err)
{
	ab->family = calloc(ab->rows + 1, sizeof *ab->family);
	if (!ab->family)
		return qm_fail(err, QM_WRONG, "not enough memory");
	for (size_t i = 0; i < ab->rows; i++)
		if (counts(&ab->row[i]))
			family_called(ab, ab->row[i].family)->rows++;
	for (size_t i = 0; i < ab->families; i++) {
		struct qm_ab_family *const f = &ab->family[i];

		f->effect = family_effect(ab, f->name, false);
		f->suspected = f->rows > 1 && f->effect.low > family_margin(ab);
	}
	return true;
}

/* A slow-down that is not found again was the machine's. */
static void confirm(const struct qm_ab *ab, struct qm_ab_row *row)
{
	if (row->verdict != QM_SLOWER)
		return;
	if (row->confirm.count == 0) {
		row->verdict = QM_UNCLEAR;
		snprintf(row->reason, sizeof row->reason, "slower, but there was no time to "
		         "confirm it");
		return;
	}
	row->again = effect_of(&row->confirm, ab->rules.confidence);
	row->p = row->again.p_above;
	if (place(&row->again, ab->margin) == QM_SLOWER)
		return;
	row->verdict = QM_UNCLEAR;
	snprintf(row->reason, sizeof row->reason, "%+.1f %% at first, %+.1f %% on %zu fresh "
	         "pairs: not confirmed", percent(row->effect.estimate),
	         percent(row->again.estimate), row->again.pairs);
	/* What counts against it is the weaker half of the evidence. */
	row->p = fmax(row->p, row->effect.p_above);
}

static void excuse(struct qm_ab_row *row)
{
	if (!row->code_same)
		return;
	/* What is the same needs no more proof. */
	if (row->verdict == QM_UNCLEAR)
		row->verdict = QM_SAME;
	if (row->verdict != QM_SLOWER && row->verdict != QM_FASTER)
		return;
	row->verdict = QM_ENVIRONMENT;
	snprintf(row->reason, sizeof row->reason, "%+.1f %%, yet both builds run the same "
	         "machine code: its place in memory, or the machine",
	         percent(row->effect.estimate));
}

/* Which of the findings stand, given how many rows were looked at. */
static bool discover(struct qm_ab *ab, struct qm_err *err)
{
	double *const p = calloc(ab->rows + 1, sizeof *p);
	bool *const keeps = calloc(ab->rows + 1, sizeof *keeps);
	size_t n = 0;
	const bool ok = p && keeps;

	for (size_t i = 0; ok && i < ab->rows; i++)
		if (counts(&ab->row[i]))
			p[n++] = ab->row[i].p;
	if (ok && qm_false_discoveries(p, n, ab->rules.false_rate, keeps)) {
		size_t at = 0;

		for (size_t i = 0; i < ab->rows; i++)
			if (counts(&ab->row[i]))
				ab->row[i].kept = keeps[at++];
	}
	free(p);
	free(keeps);
	return ok || qm_fail(err, QM_WRONG, "not enough memory");
}

static void decide(struct qm_ab *ab, struct qm_ab_row *row, size_t tested)
{
	if (row->verdict != QM_SLOWER)
		return;
	row->failing = row->kept && row->again.estimate >= ab->rules.fail_at;
	if (row->kept)
		return;
	row->verdict = QM_UNCLEAR;
	snprintf(row->reason, sizeof row->reason, "%+.1f %%, but one of %zu rows may look like "
	         "this by chance", percent(row->again.estimate), tested);
}

struct tally {
	size_t bad, failing, unclear, tested, families;
};

static struct tally tally(const struct qm_ab *ab)
{
	struct tally t = { 0 };

	for (size_t i = 0; i < ab->rows; i++) {
		t.bad += ab->row[i].verdict == QM_BAD_RESULT;
		t.failing += ab->row[i].failing;
		t.unclear += ab->row[i].verdict == QM_UNCLEAR;
		t.tested += counts(&ab->row[i]);
	}
	for (size_t i = 0; i < ab->families; i++)
		t.families += ab->family[i].failing;
	return t;
}

static enum qm_code verdict(const struct qm_ab *ab, struct qm_err *err)
{
	const struct tally t = tally(ab);

	if (t.bad)
		qm_fail(err, QM_WRONG, "%zu of %zu rows are wrong or cannot run: no time of "
		        "them is believed", t.bad, ab->rows);
	else if (ab->interrupted)
		qm_fail(err, QM_INTERRUPTED, "interrupted: what was measured is reported");
	else if (t.failing || t.families)
		qm_fail(err, QM_REGRESSION, "slower: %zu rows by %.3g %% or more, %zu families "
		        "by more than %.3g %% on average", t.failing,
		        percent(ab->rules.fail_at), t.families, percent(family_margin(ab)));
	else if (ab->options->unclear_fails && (t.unclear || ab->margin > ab->rules.fail_at))
		qm_fail(err, QM_UNDECIDED, "%zu of %zu rows stay unclear, and equal builds "
		        "differ by %.1f %% here", t.unclear, ab->rows, percent(ab->floor));
	else
		return QM_OK;
	return err->code;
}

enum qm_code qm_ab_conclude(struct qm_ab *ab, struct qm_err *err)
{
	for (size_t i = 0; i < ab->rows; i++) {
		excuse(&ab->row[i]);
		confirm(ab, &ab->row[i]);
	}
	if (!discover(ab, err))
		return err->code;

	const size_t tested = tally(ab).tested;

	for (size_t i = 0; i < ab->rows; i++)
		decide(ab, &ab->row[i], tested);
	for (size_t i = 0; i < ab->families; i++) {
		struct qm_ab_family *const f = &ab->family[i];

		if (!f->suspected)
			continue;
		f->again = family_effect(ab, f->name, true);
		f->failing = f->again.pairs > 0 && f->again.low > family_margin(ab);
	}
	return verdict(ab, err);
}
