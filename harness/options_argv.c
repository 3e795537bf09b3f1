/* options_argv.c - the arguments: glibc's getopt_long splits them, the table says what
 * they mean, and a mistake is named with what was probably meant.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "harness/options_parse.h"
#include "harness/text.h"

/* Codes of getopt_long for the rows of the table lie above every letter. */
enum { FIRST = 256 };

/* What getopt_long is told: the options of one command. */
struct accepted {
	struct option names[QM_OPTION_ROWS_MAX + 2];
	char letters[2 * QM_OPTION_ROWS_MAX];
};

static void prepare(const struct qm_parse *p, struct accepted *to)
{
	static const int takes[] = {
		[QM_ARG_NONE] = no_argument,
		[QM_ARG_NEEDED] = required_argument,
		[QM_ARG_OPTIONAL] = optional_argument,
	};
	/* '-': plain words come in order; ':': a missing value is told apart. */
	struct qm_text letters = { to->letters, sizeof to->letters, 0 };
	size_t n = 0;

	qm_text_add(&letters, "-:h");
	to->names[n++] = (struct option){ "help", no_argument, NULL, 'h' };
	for (size_t i = 0; i < qm_option_count; i++) {
		const struct qm_option *const row = &qm_option_table[i];

		if (!(row->commands & p->command))
			continue;
		to->names[n++] = (struct option){ row->name, takes[row->takes], NULL,
			                          FIRST + (int)i };
		if (row->letter)
			qm_text_add(&letters, "%c", row->letter);
	}
}

static const char *option_name(size_t index, const void *arg)
{
	return ((const struct option *)arg)[index].name;
}

/* How many options of this command begin with this. */
static size_t beginnings(const struct option *names, const char *word, char *found,
                         size_t size)
{
	struct qm_text text = { found, size, 0 };
	size_t count = 0;

	for (size_t i = 0; names[i].name; i++)
		if (strncmp(names[i].name, word, strlen(word)) == 0) {
			qm_text_add(&text, " --%s", names[i].name);
			count++;
		}
	return count;
}

/* `argument` is an option that getopt_long did not accept. */
static bool unknown_option(const struct qm_parse *p, const struct option *names,
                           const char *argument)
{
	const char *const command = p->o->command;
	char word[QM_OPTION_NAME_MAX], found[1000] = "";
	size_t count = 0;

	snprintf(word, sizeof word, "%.*s", (int)strcspn(argument + 2, "="),
	         argument + 2);
	if (beginnings(names, word, found, sizeof found) > 1)
		return qm_fail(p->err, QM_USAGE, "--%s could be any of%s", word, found);
	for (size_t i = 0; i < qm_option_count; i++)
		if (strcmp(qm_option_table[i].name, word) == 0)
			return qm_fail(p->err, QM_USAGE,
			               "'qmark %s' has no option --%s; 'qmark %s' has",
			               command, word,
			               qm_option_table[i].commands & QM_FOR_RUN
			                       ? "run"
			                       : "verify");
	while (names[count].name)
		count++;

	const char *const nearest = qm_nearest(word, count, option_name, names);

	if (nearest)
		return qm_fail(p->err, QM_USAGE,
		               "unknown option --%s; did you mean --%s?", word, nearest);
	return qm_fail(p->err, QM_USAGE,
	               "unknown option --%s; 'qmark %s --help' lists them", word,
	               command);
}

static bool refuse(const struct qm_parse *p, const struct option *names, int code,
                   char **argv)
{
	const char *const command = p->o->command;

	if (code == ':')
		return qm_fail(p->err, QM_USAGE, "--%s needs a value: %s",
		               qm_option_table[optopt - FIRST].name,
		               qm_option_table[optopt - FIRST].value
		                       ? qm_option_table[optopt - FIRST].value
		                       : "--name=VALUE");
	if (optopt >= FIRST)
		return qm_fail(p->err, QM_USAGE, "--%s takes no value",
		               qm_option_table[optopt - FIRST].name);
	if (optopt == 'h')
		return qm_fail(p->err, QM_USAGE, "--help takes no value");
	if (optopt)
		return qm_fail(p->err, QM_USAGE,
		               "unknown option -%c; 'qmark %s --help' lists them"
		               " (long ones begin with --)",
		               optopt, command);
	return unknown_option(p, names, argv[optind - 1]);
}

static size_t row_of_letter(int letter)
{
	size_t row = 0;

	while (qm_option_table[row].letter != letter)
		row++;
	return row;
}

bool qm_parse_arguments(struct qm_parse *p, int argc, char **argv)
{
	struct accepted accepted = { 0 };
	int code;

	prepare(p, &accepted);
	optind = 0; /* glibc: start anew */
	opterr = 0;
	while ((code = getopt_long(argc, argv, accepted.letters, accepted.names, NULL)) !=
	       -1) {
		if (code == 'h')
			return qm_fail(p->err, QM_OK, "help");
		if (code == '?' || code == ':')
			return refuse(p, accepted.names, code, argv);
		if (code == 1) {
			if (!qm_list_add(&p->o->words, optarg, strlen(optarg),
			                 "arguments", p->err))
				return false;
			continue;
		}

		const size_t row =
			code < FIRST ? row_of_letter(code) : (size_t)(code - FIRST);
		char source[QM_OPTION_NAME_MAX + 2];

		snprintf(source, sizeof source, "--%s", qm_option_table[row].name);
		if (!qm_parse_set(p, row, source, optarg))
			return false;
	}
	for (; optind < argc; optind++)
		if (!qm_list_add(&p->o->words, argv[optind], strlen(argv[optind]),
		                 "arguments", p->err))
			return false;
	return true;
}
