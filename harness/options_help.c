/* options_help.c - the table of options as help.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <string.h>

#include "harness/options_table.h"
#include "harness/text.h"

enum {
	COLUMN = 26, /* where the explanation starts */
	WIDTH = 88
};

/* Breaks between words, each line at COLUMN. */
static void wrap(const char *text)
{
	size_t room = WIDTH - COLUMN;

	while (*text) {
		const size_t word = strcspn(text, " ");

		if (word > room) {
			printf("\n%*s", COLUMN, "");
			room = WIDTH - COLUMN;
		}
		printf("%.*s", (int)word, text);
		text += word;
		room -= word < room ? word : room;
		if (*text == ' ') {
			text++;
			if (room && strcspn(text, " ") < room) {
				putchar(' ');
				room--;
			} else {
				room = 0;
			}
		}
	}
	putchar('\n');
}

static void row_help(const struct qm_option *row, unsigned command)
{
	char left[80] = "", right[400] = "";
	struct qm_text name = { left, sizeof left, 0 }, help = { right, sizeof right, 0 };

	if (row->letter)
		qm_text_add(&name, "  -%c, --%s", row->letter, row->name);
	else
		qm_text_add(&name, "  --%s", row->name);
	if (row->value)
		qm_text_add(&name, " %s", row->value);
	qm_text_add(&help, "%s", row->help);
	if (strcmp(row->name, "format") == 0 || strcmp(row->name, "out") == 0) {
		char known[120];

		qm_formats_text(command, *row->name == 'o', known, sizeof known);
		qm_text_add(&help, ": %s", known);
	}
	if (row->initial)
		qm_text_add(&help, " (default %s)", row->initial);
	if (strlen(left) + 1 < COLUMN)
		printf("%-*s", COLUMN, left);
	else
		printf("%s\n%*s", left, COLUMN, "");
	wrap(right);
}

/* The names alone: their meaning is Google Benchmark's. */
static void benchmark_help(void)
{
	printf("\nGoogle Benchmark's flags, as --benchmark_NAME=VALUE:\n");
	printf("%*s", COLUMN, "");

	char names[1000] = "";
	struct qm_text text = { names, sizeof names, 0 };

	for (size_t i = 0; i < qm_option_count; i++)
		if (strncmp(qm_option_table[i].name, "benchmark_", 10) == 0)
			qm_text_add(&text, "%s%s", text.used ? " " : "",
			            qm_option_table[i].name + 10);
	wrap(names);
}

void qm_options_help(const char *command)
{
	const unsigned bit = qm_command_bit(command);

	printf("Options:\n");
	for (size_t i = 0; i < qm_option_count; i++)
		if (qm_option_table[i].commands & bit && qm_option_table[i].help)
			row_help(&qm_option_table[i], bit);
	printf("%-*s", COLUMN, "  -h, --help");
	wrap("this text");
	if (bit == QM_FOR_RUN)
		benchmark_help();
	printf("\nAn option may also be set in the environment: QMARK_MIN_TIME=1 for "
	       "--min-time 1.\n");
}
