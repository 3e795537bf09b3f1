/* options_gbench.c - Google Benchmark's own flags: checked here, and handed on.
 *
 * The library exits with 0 on a value that it does not understand, and this program has
 * writers of its own; so a flag is checked before it is passed, and those that choose
 * rows, files or formats are not passed at all but mean the same here.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/options_table.h"
#include "harness/text.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static bool pass(struct qm_options *o, const char *name, const char *value,
                 struct qm_err *err)
{
	const size_t n = (size_t)o->benchmark_argc;
	char **const grown = realloc(o->benchmark_argv, (n + 2) * sizeof *grown);
	char text[1000];
	const int length = value ? snprintf(text, sizeof text, "--%s=%s", name, value)
	                         : snprintf(text, sizeof text, "%s", name);

	if (!grown)
		return qm_fail(err, QM_WRONG, "not enough memory");
	o->benchmark_argv = grown;
	if (length < 0 || (size_t)length >= sizeof text)
		return qm_fail(err, QM_USAGE, "--%s: the value is too long", name);
	if (!qm_list_add(&o->passed, text, (size_t)length, name, err))
		return false;
	grown[n] = o->passed.item[o->passed.count - 1];
	grown[n + 1] = NULL;
	o->benchmark_argc++;
	return true;
}

/* The library reads BENCHMARK_OUT and BENCHMARK_LIST_TESTS from the environment by itself;
 * both are obeyed here, and would otherwise happen twice.
 */
bool qm_pass_first(struct qm_options *o, struct qm_err *err)
{
	return pass(o, "qmark", NULL, err) && pass(o, "benchmark_out", "", err) &&
	       pass(o, "benchmark_list_tests", "false", err) &&
	       pass(o, "benchmark_enable_random_interleaving", "true", err);
}

bool qm_pass_text(struct qm_options *o, const struct qm_setting *s, struct qm_err *err)
{
	return pass(o, s->option->name, s->value, err);
}

bool qm_pass_flag(struct qm_options *o, const struct qm_setting *s, struct qm_err *err)
{
	bool on;

	return qm_read_flag(s, &on, err) &&
	       pass(o, s->option->name, on ? "true" : "false", err);
}

/* Written anew: the library of Debian 12 does not know "0.5s". */
static bool pass_number(struct qm_options *o, const struct qm_setting *s,
                        const char *unit, struct qm_err *err)
{
	char text[40];
	double x;

	if (!qm_read_number(s, unit, &x, err))
		return false;
	snprintf(text, sizeof text, "%.9g", x);
	return pass(o, s->option->name, text, err);
}

bool qm_pass_seconds(struct qm_options *o, const struct qm_setting *s, struct qm_err *err)
{
	return pass_number(o, s, " of seconds", err);
}

bool qm_pass_level(struct qm_options *o, const struct qm_setting *s, struct qm_err *err)
{
	return pass_number(o, s, "", err);
}

bool qm_pass_unit(struct qm_options *o, const struct qm_setting *s, struct qm_err *err)
{
	static const char *const words[] = { "ns", "us", "ms", "s" };

	return qm_read_word(s, words, COUNT(words), err) < COUNT(words) &&
	       pass(o, s->option->name, s->value, err);
}

bool qm_set_colour_flag(struct qm_options *o, const struct qm_setting *s,
                        struct qm_err *err)
{
	bool on;

	if (s->value && strcmp(s->value, "auto") == 0) {
		o->colour_when = QM_AUTO;
		return true;
	}
	if (!qm_read_flag(s, &on, err))
		return false;
	o->colour_when = on ? QM_ALWAYS : QM_NEVER;
	return true;
}

static const char *const formats[] = { "console", "json", "csv" };

bool qm_set_console(struct qm_options *o, const struct qm_setting *s, struct qm_err *err)
{
	static const enum qm_output outputs[] = { QM_OUT_TABLE, QM_OUT_JSON, QM_OUT_CSV };
	const size_t index = qm_read_word(s, formats, COUNT(formats), err);

	if (index < COUNT(formats))
		o->format = outputs[index];
	return index < COUNT(formats);
}

bool qm_set_out_format(struct qm_options *o, const struct qm_setting *s,
                       struct qm_err *err)
{
	const size_t index = qm_read_word(s, formats, COUNT(formats), err);

	if (index < COUNT(formats))
		o->benchmark_out_format = formats[index];
	return index < COUNT(formats);
}
