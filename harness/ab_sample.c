/* ab_sample.c - one process of a build: one row, verified and timed there.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "harness/ab_child.h"
#include "harness/saved.h"

enum { ROW_PARTS = 5 };

void qm_argument(struct qm_arguments *to, const char *word)
{
	if (to->count < QM_ARGUMENTS - 1)
		to->argv[to->count++] = word;
}

void qm_argument_option(struct qm_arguments *to, const char *option, const char *value)
{
	if (value) {
		qm_argument(to, option);
		qm_argument(to, value);
	}
}

/* The last words that a child left, on one line. */
static void last_words(const struct qm_child *child, char *text, size_t size)
{
	const char *from = child->complaint;
	size_t length = strlen(from);

	while (length && isspace((unsigned char)from[length - 1]))
		length--;
	if (length >= size)
		from += length - size + 1, length = size - 1;
	for (size_t i = 0; i < length; i++)
		text[i] = iscntrl((unsigned char)from[i]) ? ' ' : from[i];
	text[length] = '\0';
}

/* Why it did not end well. */
bool qm_ab_blame(const struct qm_ab_side *side, const struct qm_child *child,
                  struct qm_err *err)
{
	char words[500];

	last_words(child, words, sizeof words);
	if (child->late)
		return qm_fail(err, QM_WRONG, "%s: no end after %.0f seconds", side->label,
		               child->seconds);
	if (child->signal)
		return qm_fail(err, QM_WRONG, "%s: crashed with signal %d (%s)%s%s",
		               side->label, child->signal, strsignal(child->signal),
		               *words ? ": " : "", words);
	return qm_fail(err, child->status == QM_USAGE ? QM_USAGE : QM_WRONG,
	               "%s: %s ended with %d%s%s", side->label, side->path, child->status,
	               *words ? ": " : "", words);
}

/* "kernel/device/MxNxK/threads:T/cache" in five; the device's id has no '/'. */
static bool split(char *name, const char **part)
{
	char *at = name;

	for (size_t i = 0; i < ROW_PARTS; i++) {
		part[i] = at;
		if (!at)
			return false;
		at = strchr(at, '/');
		if (at)
			*at++ = '\0';
	}
	return !at && strncmp(part[3], "threads:", 8) == 0;
}

static void copy_text(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from ? from : "");
}

/* The one row that the child was asked for. */
static bool read_sample(const struct qm_ab_side *side, const struct qm_child *child,
                        const char *name, struct qm_ab_sample *sample,
                        struct qm_err *err)
{
	char what[400];
	struct qm_saved saved;
	bool ok;

	snprintf(what, sizeof what, "what %s says of %s", side->label, name);
	ok = qm_saved_parse(child->out, child->length, what, &saved, err);
	if (ok && saved.troubles > 0) {
		sample->skipped = !saved.trouble[0].failed;
		ok = qm_fail(err, sample->skipped ? QM_SKIPPED : QM_WRONG, "%s: %s",
		             side->label, saved.trouble[0].reason);
	} else if (ok && (saved.count != 1 || saved.plain ||
	                  strncmp(saved.row[0].name, name, strlen(name)) != 0)) {
		ok = qm_fail(err, QM_FILE, "%s: expected one row, not %zu", what, saved.count);
	} else if (ok) {
		sample->figure = qm_saved_figure(&saved.row[0]);
		sample->median = saved.row[0].median;
		copy_text(sample->code, sizeof sample->code, saved.row[0].code);
		copy_text(sample->family, sizeof sample->family, saved.row[0].family);
		copy_text(sample->commit, sizeof sample->commit, saved.commit);
	}
	qm_saved_free(&saved);
	return ok;
}

bool qm_ab_sample(const struct qm_ab_side *side, const char *row,
                  const struct qm_options *o, struct qm_ab_sample *sample,
                  struct qm_err *err)
{
	char name[256], repetitions[24], min_time[24];
	const char *part[ROW_PARTS];
	struct qm_arguments a = { .argv = { side->path, "run" }, .count = 2 };
	struct qm_child child;

	memset(sample, 0, sizeof *sample);
	snprintf(name, sizeof name, "%s", row);
	if (!split(name, part))
		return qm_fail(err, QM_FILE, "%s: the row '%s' is not "
		               "KERNEL/DEVICE/MxNxK/threads:T/CACHE", side->label, row);
	snprintf(repetitions, sizeof repetitions, "%zu", o->repetitions);
	snprintf(min_time, sizeof min_time, "%.9g", o->min_time);
	qm_argument_option(&a, "--kernel", part[0]);
	qm_argument_option(&a, "--device", part[1]);
	qm_argument_option(&a, "--shape", part[2]);
	if (strcmp(part[3], "threads:auto") != 0)
		qm_argument_option(&a, "--threads", part[3] + strlen("threads:"));
	if (strcmp(part[4], "hot") != 0)
		qm_argument_option(&a, "--cache", part[4]);
	qm_argument_option(&a, "--isa", o->isa);
	qm_argument_option(&a, "--repetitions", repetitions);
	qm_argument_option(&a, "--min-time", min_time);
	qm_argument_option(&a, "--format", "json");
	qm_argument(&a, "--no-peak");
	qm_argument(&a, "--quiet");
	if (!qm_child_run(a.argv, QM_AB_SECONDS_MAX, &child, err)) {
		qm_child_free(&child);
		return false;
	}

	/* A row that failed or was skipped says why in what it printed. */
	const bool spoke = child.length > 0 && !child.late && !child.signal;
	const bool ok = spoke ? read_sample(side, &child, row, sample, err)
	                      : qm_ab_blame(side, &child, err);

	qm_child_free(&child);
	return ok;
}
