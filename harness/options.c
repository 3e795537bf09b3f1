/* options.c - the command line (options_argv.c), then the environment, then the defaults.
 *
 * Each source fills only what the ones before it left open.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/options_parse.h"
#include "harness/text.h"

/* The row that stands for all names of an option. */
static size_t main_row(const struct qm_parse *p, size_t row)
{
	const char *const name = qm_option_table[row].same_as;

	for (size_t i = 0; name && i < qm_option_count; i++)
		if (qm_option_table[i].commands & p->command &&
		    strcmp(qm_option_table[i].name, name) == 0)
			return i;
	return row;
}

bool qm_parse_set(struct qm_parse *p, size_t row, const char *source, const char *value)
{
	const struct qm_setting setting = { &qm_option_table[row], source, value,
		                            p->command };

	p->seen[main_row(p, row)] = true;
	return qm_option_table[row].set(p->o, &setting, p->err);
}

/* Text that a shell reads back as one word. */
static void quote(FILE *to, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_-+=./:,%@";

	if (*word && word[strspn(word, plain)] == '\0') {
		fputs(word, to);
		return;
	}
	fputc('\'', to);
	for (; *word; word++)
		if (*word == '\'')
			fputs("'\\''", to);
		else
			fputc(*word, to);
	fputc('\'', to);
}

/* Rows come before their aliases in the table, and so win. */
static bool read_environment(struct qm_parse *p)
{
	for (size_t i = 0; i < qm_option_count; i++) {
		char name[QM_OPTION_NAME_MAX];

		if (!(qm_option_table[i].commands & p->command) ||
		    p->seen[main_row(p, i)])
			continue;

		const char *const value =
			qm_variable_value(qm_option_table[i].name, name, sizeof name);

		if (!value)
			continue;
		if (!qm_parse_set(p, i, name, value))
			return false;
		fprintf(p->line, "%s=", name);
		quote(p->line, value);
		fputc(' ', p->line);
	}
	return true;
}

static bool fill_defaults(struct qm_parse *p)
{
	for (size_t i = 0; i < qm_option_count; i++)
		if (qm_option_table[i].commands & p->command &&
		    qm_option_table[i].initial && !p->seen[i] &&
		    !qm_parse_set(p, i, "default", qm_option_table[i].initial))
			return false;
	return true;
}

static bool is_set(const char *variable)
{
	const char *const value = getenv(variable);

	return value && *value;
}

/* no-color.org and bixense.com/clicolors: NO_COLOR wins, then CLICOLOR_FORCE. */
static bool use_colour(enum qm_when when)
{
	const char *const term = getenv("TERM"), *const force = getenv("CLICOLOR_FORCE");

	if (when != QM_AUTO)
		return when == QM_ALWAYS;
	if (is_set("NO_COLOR"))
		return false;
	if (force && *force && strcmp(force, "0") != 0)
		return true;
	return isatty(STDOUT_FILENO) && term && strcmp(term, "dumb") != 0;
}

static bool use_progress(const struct qm_options *o)
{
	const char *const term = getenv("TERM");

	return !o->quiet && !o->no_progress && isatty(STDERR_FILENO) && term &&
	       strcmp(term, "dumb") != 0;
}

/* As the library does, JSON unless a format is named; but a suffix names one too. */
static bool add_benchmark_out(struct qm_options *o, struct qm_err *err)
{
	const char *const file = o->benchmark_out;
	const char *const format = o->benchmark_out_format;
	enum qm_output *const to = &o->out_format[o->out.count % QM_LIST_MAX];

	if (!file)
		return true;
	if (!qm_list_add(&o->out, file, strlen(file), "--benchmark_out", err))
		return false;
	if (format && strcmp(format, "console") == 0)
		*to = QM_OUT_TABLE;
	else if (format)
		*to = strcmp(format, "csv") == 0 ? QM_OUT_CSV : QM_OUT_JSON;
	else if (!qm_format_of_file(file, to))
		*to = QM_OUT_JSON;
	return true;
}

static bool resolve(struct qm_parse *p)
{
	struct qm_options *const o = p->o;

	if (o->words.count && !(p->command & QM_FOR_WORDS))
		return qm_fail(p->err, QM_USAGE,
		               "'qmark %s' does not know what to do with '%s'; "
		               "options begin with --",
		               o->command, o->words.item[0]);
	if (!add_benchmark_out(o, p->err))
		return false;
	if (o->tune && o->no_tune)
		return qm_fail(p->err, QM_USAGE, "--tune and --no-tune exclude each other");
	if (p->command == QM_FOR_TUNE && !qm_list_add(&o->caches, "hot", 3, "default", p->err))
		return false;
	if (p->command & (QM_FOR_RUN | QM_FOR_TUNE) && !o->suites.count && !o->shapes.count &&
	    !qm_list_add(&o->suites, "quick", 5, "default", p->err))
		return false;
	if (p->command == QM_FOR_AB && !o->suites.count && !o->shapes.count &&
	    !qm_list_add(&o->suites, "gate", 4, "default", p->err))
		return false;
	if (p->command == QM_FOR_RUN && !o->data.count &&
	    !qm_list_add(&o->data, "normal", 6, "default", p->err))
		return false;
	if (!o->quiet)
		qm_variables_warn();
	o->colour = use_colour(o->colour_when);
	o->progress = use_progress(o);
	return true;
}

bool qm_options_parse(const char *command, int argc, char **argv, struct qm_options *o,
                      struct qm_err *err)
{
	struct qm_parse p = { .o = o, .err = err, .command = qm_command_bit(command) };
	size_t size;

	memset(o, 0, sizeof *o);
	o->command = command;
	o->argc = argc;
	o->argv = argv;
	p.line = open_memstream(&o->command_line, &size);
	if (!p.line)
		return qm_fail(err, QM_WRONG, "not enough memory");

	const bool ok = qm_pass_first(o, err) && qm_parse_arguments(&p, argc, argv) &&
	                read_environment(&p) && fill_defaults(&p) && resolve(&p);

	fprintf(p.line, "qmark %s", command);
	for (int i = 1; i < argc; i++) {
		fputc(' ', p.line);
		quote(p.line, argv[i]);
	}
	fclose(p.line);
	return ok;
}

static void free_list(struct qm_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->item[i]);
	list->count = 0;
}

void qm_options_free(struct qm_options *o)
{
	struct qm_list *const lists[] = {
		&o->suites,   &o->shapes,  &o->families, &o->kernels,
		&o->excludes, &o->devices, &o->threads,  &o->data,
		&o->out,      &o->context, &o->words,    &o->passed,
		&o->caches,   &o->results,
	};

	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
		free_list(lists[i]);
	free(o->benchmark_argv);
	free(o->command_line);
	memset(o, 0, sizeof *o);
}
