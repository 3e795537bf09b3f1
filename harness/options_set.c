/* options_set.c - what a value means: text into numbers, lists and words, or the reason.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "harness/options_table.h"
#include "harness/text.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static void *field(struct qm_options *o, const struct qm_setting *s)
{
	return (char *)o + s->option->field;
}

bool qm_list_add(struct qm_list *list, const char *item, size_t length,
                 const char *source, struct qm_err *err)
{
	if (list->count == QM_LIST_MAX)
		return qm_fail(err, QM_USAGE, "%s: more than %d values", source,
		               QM_LIST_MAX);
	list->item[list->count] = strndup(item, length);
	if (!list->item[list->count])
		return qm_fail(err, QM_WRONG, "not enough memory");
	list->count++;
	return true;
}

bool qm_set_list(struct qm_options *o, const struct qm_setting *s, struct qm_err *err)
{
	struct qm_list *const list = field(o, s);
	const char *at = s->value;

	for (;;) {
		const size_t length = strcspn(at, ",");

		if (length == 0)
			return qm_fail(err, QM_USAGE,
			               "%s: a value is empty in '%s'; expected %s",
			               s->source, s->value,
			               s->option->value ? s->option->value
			                                : "KEY=VALUE,...");
		if (!qm_list_add(list, at, length, s->source, err))
			return false;
		if (s->option->check &&
		    !s->option->check(s, list->item[list->count - 1], err))
			return false;
		if (!at[length])
			return true;
		at += length + 1;
	}
}

bool qm_set_one(struct qm_options *o, const struct qm_setting *s, struct qm_err *err)
{
	const struct qm_list *const list = field(o, s);

	if (!qm_set_list(o, s, err))
		return false;
	if (list->count > 1)
		return qm_fail(err, QM_USAGE,
		               "%s: one value only, not both '%s' and '%s'", s->source,
		               list->item[0], list->item[1]);
	return true;
}

bool qm_set_text(struct qm_options *o, const struct qm_setting *s, struct qm_err *err)
{
	if (!*s->value)
		return qm_fail(err, QM_USAGE, "%s: the value is empty", s->source);
	*(const char **)field(o, s) = s->value;
	return true;
}

bool qm_set_regex(struct qm_options *o, const struct qm_setting *s, struct qm_err *err)
{
	const char *const pattern = s->value + (*s->value == '-');
	char reason[200];
	regex_t compiled;
	const int code = regcomp(&compiled, pattern, REG_EXTENDED | REG_NOSUB);

	if (code == 0) {
		regfree(&compiled);
		return qm_set_text(o, s, err);
	}
	regerror(code, &compiled, reason, sizeof reason);
	return qm_fail(err, QM_USAGE, "%s: '%s' is not a regular expression: %s",
	               s->source, s->value, reason);
}

/* Seconds may say so: "0.5s". */
bool qm_read_number(const struct qm_setting *s, const char *unit, double *x,
                    struct qm_err *err)
{
	const struct qm_option *const row = s->option;
	char *end = NULL;

	*x = isspace((unsigned char)*s->value) ? NAN : strtod(s->value, &end);
	if (end && end != s->value && *unit && strcmp(end, "s") == 0)
		end++;
	if (!end || end == s->value || *end || !(*x >= row->low && *x <= row->high))
		return qm_fail(err, QM_USAGE,
		               "%s: '%s' is not a number%s from %g to %.10g", s->source,
		               s->value, unit, row->low, row->high);
	return true;
}

static bool read_whole(const char *text, unsigned long long *x)
{
	char *end;
	const bool hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');

	errno = 0;
	*x = strtoull(text, &end, hex ? 16 : 10);
	return isdigit((unsigned char)*text) && errno == 0 && *end == '\0';
}

bool qm_set_count(struct qm_options *o, const struct qm_setting *s, struct qm_err *err)
{
	const struct qm_option *const row = s->option;
	unsigned long long x;

	if (!read_whole(s->value, &x) || (double)x < row->low || (double)x > row->high)
		return qm_fail(err, QM_USAGE,
		               "%s: '%s' is not a whole number from %g to %.10g",
		               s->source, s->value, row->low, row->high);
	*(size_t *)field(o, s) = (size_t)x;
	return true;
}

/* 2^53 - 1 is the largest whole number that every reader of JSON takes exactly. */
bool qm_set_seed(struct qm_options *o, const struct qm_setting *s, struct qm_err *err)
{
	unsigned long long x;

	if (!read_whole(s->value, &x) || x >> 53)
		return qm_fail(err, QM_USAGE,
		               "%s: '%s' is not a whole number from 0 to 2^53 - 1",
		               s->source, s->value);
	o->seed = x;
	return true;
}

bool qm_set_seconds(struct qm_options *o, const struct qm_setting *s, struct qm_err *err)
{
	return qm_read_number(s, " of seconds", field(o, s), err);
}

size_t qm_read_word(const struct qm_setting *s, const char *const *words, size_t count,
                    struct qm_err *err)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(s->value, words[i]) == 0)
			return i;

	char known[300] = "";
	struct qm_text list = { known, sizeof known, 0 };
	const char *const near = qm_nearest(s->value, count, qm_string_name, words);

	for (size_t i = 0; i < count; i++)
		qm_text_add(&list, "%s%s", i ? ", " : "", words[i]);
	qm_fail(err, QM_USAGE, "%s: '%s' is not one of: %s%s%s%s", s->source, s->value,
	        known, near ? "; did you mean '" : "", near ? near : "",
	        near ? "'?" : "");
	return count;
}

/* An option without a value is switched on; one from the environment has a value. */
bool qm_read_flag(const struct qm_setting *s, bool *x, struct qm_err *err)
{
	static const char *const words[] = {
		"false", "true", "no", "yes", "off", "on", "0", "1",
	};
	const size_t index = s->value ? qm_read_word(s, words, COUNT(words), err) : 1;

	*x = index % 2 == 1;
	return index < COUNT(words);
}

bool qm_set_flag(struct qm_options *o, const struct qm_setting *s, struct qm_err *err)
{
	return qm_read_flag(s, field(o, s), err);
}

bool qm_set_verbose(struct qm_options *o, const struct qm_setting *s, struct qm_err *err)
{
	unsigned long long level;

	if (!s->value)
		o->verbose++;
	else if (read_whole(s->value, &level) && level < 10)
		o->verbose = (unsigned)level;
	else
		return qm_fail(err, QM_USAGE,
		               "%s: '%s' is not a whole number from 0 to 9", s->source,
		               s->value);
	return true;
}

bool qm_set_when(struct qm_options *o, const struct qm_setting *s, struct qm_err *err)
{
	static const char *const words[] = { "auto", "always", "never" };
	const size_t index = qm_read_word(s, words, COUNT(words), err);

	o->colour_when = (enum qm_when)index;
	return index < COUNT(words);
}
