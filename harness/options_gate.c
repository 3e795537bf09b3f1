/* options_gate.c - what the options about regressions and clusters mean.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/options_table.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* "3", "3%" or "3 %" as a share of 1. */
bool qm_set_share(struct qm_options *o, const struct qm_setting *s, struct qm_err *err)
{
	const struct qm_option *const row = s->option;
	double *const to = (double *)(void *)((char *)o + row->field);
	char *end = NULL;
	const double x = isspace((unsigned char)*s->value) ? 0 : strtod(s->value, &end);

	if (end && end != s->value && strcmp(*end == ' ' ? end + 1 : end, "%") == 0)
		end = NULL;
	else if (!end || end == s->value || *end)
		return qm_fail(err, QM_USAGE, "%s: '%s' is not a percentage such as 3 or 3%%",
		               s->source, s->value);
	if (!(x >= row->low && x <= row->high))
		return qm_fail(err, QM_USAGE, "%s: '%s' is not from %g to %g percent", s->source,
		               s->value, row->low, row->high);
	*to = x / 100;
	return true;
}

/* Seconds, unless m or h follows; up to a week. */
bool qm_set_budget(struct qm_options *o, const struct qm_setting *s, struct qm_err *err)
{
	char *end = NULL;
	const double x = isdigit((unsigned char)*s->value) ? strtod(s->value, &end) : 0;
	const double unit = !end || !*end           ? 1
	                    : strcmp(end, "s") == 0 ? 1
	                    : strcmp(end, "m") == 0 ? 60
	                    : strcmp(end, "h") == 0 ? 3600
	                                            : 0;

	if (!(x * unit >= 1 && x * unit <= 7 * 24 * 3600.0))
		return qm_fail(err, QM_USAGE,
		               "%s: '%s' is not a time from 1s to 168h, such as 90s, 8m or 1h",
		               s->source, s->value);
	o->budget = x * unit;
	return true;
}

bool qm_set_profile(struct qm_options *o, const struct qm_setting *s, struct qm_err *err)
{
	static const char *const words[] = { "own", "shared" };
	const size_t index = qm_read_word(s, words, COUNT(words), err);

	o->shared = index == 1;
	return index < COUNT(words);
}

bool qm_set_unclear(struct qm_options *o, const struct qm_setting *s, struct qm_err *err)
{
	static const char *const words[] = { "pass", "fail" };
	const size_t index = qm_read_word(s, words, COUNT(words), err);

	o->unclear_fails = index == 1;
	return index < COUNT(words);
}

bool qm_set_shard(struct qm_options *o, const struct qm_setting *s, struct qm_err *err)
{
	unsigned long i = 0, n = 0;
	int length = 0;

	if (!isdigit((unsigned char)*s->value) ||
	    sscanf(s->value, "%6lu/%6lu%n", &i, &n, &length) != 2 || s->value[length] ||
	    i < 1 || i > n)
		return qm_fail(err, QM_USAGE,
		               "%s: '%s' is not I/N with I from 1 to N, such as 2/8 (of Slurm: "
		               "--array=1-8)", s->source, s->value);
	o->shard = i;
	o->shards = n;
	return true;
}

/* The first variable that is set, as plain letters, or "0": outside of a cluster. */
static void from_environment(const char *const *names, char *text, size_t size)
{
	const char *value = "0";

	for (; *names; names++)
		if (getenv(*names) && *getenv(*names)) {
			value = getenv(*names);
			break;
		}
	snprintf(text, size, "%s", value);
	for (char *c = text; *c; c++)
		*c = isalnum((unsigned char)*c) || strchr("-_.", *c) ? *c : '_';
}

static bool replacement(char letter, char *text, size_t size)
{
	static const char *const jobs[] = { "SLURM_JOB_ID", "PBS_JOBID", "LSB_JOBID",
		                            "FLUX_JOB_ID", "JOB_ID", NULL };
	static const char *const ranks[] = { "SLURM_PROCID", "PMIX_RANK", "PMI_RANK",
		                             "OMPI_COMM_WORLD_RANK", "FLUX_TASK_RANK",
		                             NULL };

	switch (letter) {
	case 'h': return gethostname(text, size) == 0 && memchr(text, 0, size);
	case 'p': snprintf(text, size, "%ld", (long)getpid()); return true;
	case 'j': from_environment(jobs, text, size); return true;
	case 'r': from_environment(ranks, text, size); return true;
	case '%': snprintf(text, size, "%%"); return true;
	default: return false;
	}
}

char *qm_file_name(const char *pattern, const char *source, struct qm_err *err)
{
	char *name = NULL, text[256];
	size_t size;
	FILE *const to = open_memstream(&name, &size);

	if (!to) {
		qm_fail(err, QM_WRONG, "not enough memory");
		return NULL;
	}
	for (const char *c = pattern; *c; c++) {
		if (*c != '%') {
			fputc(*c, to);
		} else if (replacement(c[1], text, sizeof text)) {
			fputs(text, to);
			c++;
		} else {
			qm_fail(err, QM_USAGE,
			        "%s: '%s': after %% expected h (host), p (process), j (job), r "
			        "(rank) or %%", source, pattern);
			fclose(to);
			free(name);
			return NULL;
		}
	}
	if (fclose(to) != 0) {
		free(name);
		return NULL;
	}
	return name;
}
