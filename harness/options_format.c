/* options_format.c - which formats a command can write, and where to.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "harness/options_table.h"
#include "harness/text.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* CSV and figures of merit hold rows of results only; JUnit holds verdicts. */
static const struct {
	const char *word, *suffix; /* NULL: there is none */
	enum qm_output format;
	unsigned printed, written; /* by which commands */
} formats[] = {
	{ "table", ".txt", QM_OUT_TABLE, QM_FOR_ALL | QM_FOR_REPORTS | QM_FOR_TUNE,
	  QM_FOR_RUN | QM_FOR_VERIFY | QM_FOR_REPORTS },
	{ "json", ".json", QM_OUT_JSON, QM_FOR_ALL | QM_FOR_REPORTS | QM_FOR_TUNE,
	  QM_FOR_RUN | QM_FOR_VERIFY | QM_FOR_REPORTS | QM_FOR_MERGE | QM_FOR_EXPORT },
	{ "md", ".md", QM_OUT_MD,
	  QM_FOR_RUN | QM_FOR_LIST | QM_FOR_INFO | QM_FOR_PEAK | QM_FOR_REPORTS,
	  QM_FOR_RUN | QM_FOR_REPORTS },
	{ "csv", ".csv", QM_OUT_CSV, QM_FOR_RUN, QM_FOR_RUN | QM_FOR_EXPORT },
	{ "fom", ".fom", QM_OUT_FOM, QM_FOR_RUN, QM_FOR_RUN },
	{ "junit", ".xml", QM_OUT_JUNIT, QM_FOR_AB, QM_FOR_AB },
	{ NULL, ".sqlite", QM_OUT_SQLITE, 0, QM_FOR_EXPORT },
};

void qm_formats_text(unsigned command, bool files, char *text, size_t size)
{
	struct qm_text to = { text, size, 0 };
	const char *between = "";

	*text = '\0';
	for (size_t i = 0; i < COUNT(formats); i++)
		if ((files ? formats[i].written : formats[i].printed) & command) {
			qm_text_add(&to, "%s%s", between,
			            files ? formats[i].suffix : formats[i].word);
			between = ", ";
		}
}

bool qm_set_format(struct qm_options *o, const struct qm_setting *s, struct qm_err *err)
{
	const char *words[COUNT(formats)];
	enum qm_output of_word[COUNT(formats)];
	size_t count = 0;

	for (size_t i = 0; i < COUNT(formats); i++)
		if (formats[i].printed & s->command) {
			words[count] = formats[i].word;
			of_word[count++] = formats[i].format;
		}

	const size_t index = qm_read_word(s, words, count, err);

	if (index < count)
		o->format = of_word[index];
	return index < count;
}

static bool format_of(const char *path, unsigned command, enum qm_output *format)
{
	const char *const dot = strrchr(path, '.');

	for (size_t i = 0; dot && i < COUNT(formats); i++)
		if (formats[i].written & command && strcmp(dot, formats[i].suffix) == 0) {
			*format = formats[i].format;
			return true;
		}
	return false;
}

bool qm_format_of_file(const char *path, enum qm_output *format)
{
	return format_of(path, QM_FOR_RUN, format);
}

/* The name that a file will really have, in place of the pattern. */
static bool settle_name(char **item, const char *source, struct qm_err *err)
{
	char *const name = qm_file_name(*item, source, err);

	if (!name)
		return false;
	free(*item);
	*item = name;
	return true;
}

bool qm_set_out(struct qm_options *o, const struct qm_setting *s, struct qm_err *err)
{
	const size_t first = o->out.count;
	struct qm_option row = *s->option;
	struct qm_setting as_list = *s;

	row.field = offsetof(struct qm_options, out);
	as_list.option = &row;
	if (!qm_set_list(o, &as_list, err))
		return false;
	for (size_t i = first; i < o->out.count; i++) {
		enum qm_output format = QM_OUT_TABLE;
		char known[120];

		if (!settle_name(&o->out.item[i], s->source, err))
			return false;
		qm_formats_text(s->command, true, known, sizeof known);
		if (strcmp(o->out.item[i], "-") != 0 &&
		    !format_of(o->out.item[i], s->command, &format))
			return qm_fail(err, QM_USAGE,
			               "%s: the suffix of '%s' names no format; expected one of "
			               "%s, or - for standard output",
			               s->source, o->out.item[i], known);
		o->out_format[i] = format;
	}
	return true;
}
