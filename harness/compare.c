/* compare.c - `qmark compare OLD NEW`: two files, measured apart.
 *
 * Two runs at two times differ in more than the code, and no test can tell which: so the
 * highest verdict is a suspicion, and the answer names the command that would prove it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/commands.h"
#include "harness/compare.h"
#include "harness/saved.h"
#include "harness/wilcoxon.h"

/* What two runs of the same code on a shared machine differ by, if nothing else is known. */
static const double margin_default = 0.05;

const char *qm_compared_name(enum qm_compared verdict)
{
	static const char *const names[] = {
		[QM_COMPARED_SAME] = "same",
		[QM_COMPARED_SLOWER] = "suspect slower",
		[QM_COMPARED_FASTER] = "suspect faster",
		[QM_COMPARED_CODE] = "same code",
		[QM_COMPARED_FAILED] = "failed",
		[QM_COMPARED_OLD] = "only old",
		[QM_COMPARED_NEW] = "only new",
	};

	return names[verdict];
}

/* Log times of a row, or with `shares` log ceilings over speed: slower is more in both. */
static double *logarithms(const struct qm_saved_row *row, bool shares)
{
	double *const to = malloc(row->sample_count * sizeof *to);

	for (size_t i = 0; to && i < row->sample_count; i++)
		to[i] = log(row->samples[i]) -
		        (shares ? log(row->median) + log(row->share) : 0);
	return to;
}

static double shift_of(const struct qm_saved_row *old, const struct qm_saved_row *new,
                       bool shares)
{
	double *const x = logarithms(old, shares), *const y = logarithms(new, shares);
	const double shift =
		x && y ? qm_shift(x, old->sample_count, y, new->sample_count) : NAN;

	free(x);
	free(y);
	return shift;
}

static void judge(struct qm_comparison *c, struct qm_compared_row *row)
{
	const bool shares = c->shares;

	if (!row->old || !row->new) {
		row->verdict = row->failed ? QM_COMPARED_FAILED
		               : row->new  ? QM_COMPARED_NEW
		                           : QM_COMPARED_OLD;
		row->shift = NAN;
		return;
	}
	row->shift = shares && !(row->old->share > 0 && row->new->share > 0)
	                     ? NAN
	                     : shift_of(row->old, row->new, shares);
	if (!isfinite(row->shift) || fabs(row->shift) <= c->margin)
		row->verdict = QM_COMPARED_SAME;
	else if (row->old->code && row->new->code && !shares &&
	         strcmp(row->old->code, row->new->code) == 0)
		row->verdict = QM_COMPARED_CODE;
	else
		row->verdict = row->shift > 0 ? QM_COMPARED_SLOWER : QM_COMPARED_FASTER;
}

static bool failed_in(const struct qm_saved *saved, const char *name)
{
	for (size_t i = 0; i < saved->troubles; i++)
		if (saved->trouble[i].failed &&
		    strncmp(saved->trouble[i].name, name, strlen(saved->trouble[i].name)) == 0)
			return true;
	return false;
}

static bool match(struct qm_comparison *c, struct qm_err *err)
{
	const struct qm_saved *const old = &c->file[0], *const new = &c->file[1];

	c->row = calloc(old->count + new->count + 1, sizeof *c->row);
	if (!c->row)
		return qm_fail(err, QM_WRONG, "not enough memory");
	for (size_t i = 0; i < old->count; i++)
		c->row[c->rows++] = (struct qm_compared_row){
			.name = old->row[i].name,
			.old = &old->row[i],
			.new = qm_saved_find(new, old->row[i].name),
			.failed = failed_in(new, old->row[i].name),
		};
	for (size_t i = 0; i < new->count; i++)
		if (!qm_saved_find(old, new->row[i].name))
			c->row[c->rows++] = (struct qm_compared_row){
				.name = new->row[i].name, .new = &new->row[i],
			};
	for (size_t i = 0; i < c->rows; i++)
		judge(c, &c->row[i]);
	return true;
}

static bool any_share(const struct qm_saved *saved)
{
	for (size_t i = 0; i < saved->count; i++)
		if (saved->row[i].share > 0)
			return true;
	return false;
}

/* Different machines: times say nothing, shares of the ceilings do. */
static bool machines_ok(struct qm_comparison *c, const struct qm_options *o,
                        struct qm_err *err)
{
	const struct qm_saved *const old = &c->file[0], *const new = &c->file[1];

	if (strcmp(old->machine, new->machine) == 0)
		return true;
	if (!o->force)
		return qm_fail(err, QM_UNDECIDED, "different machines: %s is of '%s', %s of '%s'; "
		               "--force compares each one's share of its own ceiling",
		               old->path, old->machine, new->path, new->machine);
	if (!any_share(old) || !any_share(new))
		return qm_fail(err, QM_UNDECIDED, "different machines, and %s does not hold the "
		               "ceilings of its own: measure it without --no-peak",
		               any_share(old) ? new->path : old->path);
	c->shares = true;
	return true;
}

static bool read_files(struct qm_comparison *c, const struct qm_options *o,
                       struct qm_err *err)
{
	if (o->words.count != 2)
		return qm_fail(err, QM_USAGE, "expected two result files, not %zu: qmark compare "
		               "OLD.json NEW.json", o->words.count);
	for (size_t i = 0; i < 2; i++)
		if (!qm_saved_read(o->words.item[i], &c->file[i], err))
			return false;
	if (c->file[0].plain != c->file[1].plain)
		return qm_fail(err, QM_FILE, "%s is a file of qmark and %s of Google Benchmark: "
		               "their rows have nothing in common",
		               c->file[c->file[0].plain].path, c->file[c->file[1].plain].path);
	return true;
}

static enum qm_code verdict(const struct qm_comparison *c, const struct qm_options *o,
                            struct qm_err *err)
{
	size_t count[QM_COMPARED_KINDS] = { 0 };

	for (size_t i = 0; i < c->rows; i++)
		count[c->row[i].verdict]++;
	if (count[QM_COMPARED_FAILED])
		qm_fail(err, QM_WRONG, "%zu rows of %s failed that did not in %s",
		        count[QM_COMPARED_FAILED], c->file[1].path, c->file[0].path);
	else if (o->gate && count[QM_COMPARED_SLOWER])
		qm_fail(err, QM_REGRESSION, "%zu rows look slower by more than %.3g %%",
		        count[QM_COMPARED_SLOWER], 100 * expm1(c->margin));
	else
		return QM_OK;
	return err->code;
}

enum qm_code qm_command_compare(const struct qm_options *o, struct qm_err *err)
{
	struct qm_comparison c = {
		.margin = log1p(o->margin > 0 ? o->margin : margin_default),
		.options = o,
	};
	enum qm_code code = QM_OK;

	if (!read_files(&c, o, err) || !machines_ok(&c, o, err) || !match(&c, err) ||
	    !qm_comparison_write(&c, err))
		code = err->code;
	else
		code = verdict(&c, o, err);
	qm_saved_free(&c.file[0]);
	qm_saved_free(&c.file[1]);
	free(c.row);
	return code;
}
