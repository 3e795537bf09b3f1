/* export.c - `qmark export FORMAT FILE...`: results in the words of other programs.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <string.h>

#include "harness/commands.h"
#include "harness/export.h"
#include "harness/text.h"
#include "harness/write.h"

static const struct format {
	const char *name;
	bool one_file; /* it has no place for several */
	bool (*put)(FILE *to, const struct qm_history *h, struct qm_err *err);
} formats[] = {
	{ "bencher", true, qm_export_bencher },
	{ "customSmallerIsBetter", true, qm_export_smaller },
	{ "customBiggerIsBetter", true, qm_export_bigger },
	{ "conbench", false, qm_export_conbench },
	{ "otava", false, qm_export_otava },
	{ "sqlite", false, NULL },
};

enum { FORMATS = sizeof formats / sizeof formats[0] };

static const char *format_name(size_t index, const void *arg)
{
	(void)arg;
	return formats[index].name;
}

void qm_export_name(const struct qm_saved_row *row, char *text, size_t size)
{
	static const char end[] = "/real_time";
	const size_t length = strlen(row->name), tail = sizeof end - 1;
	const bool cut = length > tail && strcmp(row->name + length - tail, end) == 0;

	snprintf(text, size, "%.*s", (int)(cut ? length - tail : length), row->name);
}

struct output {
	const struct format *format;
	const struct qm_history *history;
	struct qm_err *err;
};

static bool put_file(FILE *to, const void *arg)
{
	const struct output *const out = arg;

	return out->format->put(to, out->history, out->err);
}

static bool put(const struct format *format, const struct qm_history *h,
                const struct qm_options *o, struct qm_err *err)
{
	const char *const file =
		o->out.count && strcmp(o->out.item[0], "-") != 0 ? o->out.item[0] : NULL;
	struct qm_err why = { 0 };
	const struct output out = { format, h, &why };

	if (o->out.count > 1)
		return qm_fail(err, QM_USAGE, "--out: one file only, not both '%s' and '%s'",
		               o->out.item[0], o->out.item[1]);
	if (!format->put && !file)
		return qm_fail(err, QM_USAGE, "a database cannot be printed: --out FILE.sqlite");
	if (!format->put)
		return qm_export_sqlite(file, h, err);
	if (file ? qm_file_replace(file, put_file, &out, err)
	         : put_file(stdout, &out) && qm_stdout_flush(err))
		return true;
	if (*why.text)
		*err = why;
	return false;
}

static bool files_ok(const struct format *format, const struct qm_history *h,
                     struct qm_err *err)
{
	if (h->count == 0)
		return qm_fail(err, QM_FILE, "no result file was named or found");
	return h->count == 1 || !format->one_file ||
	       qm_fail(err, QM_USAGE, "%s takes one result file, not %zu ('qmark merge' joins "
	               "the parts of one run)", format->name, h->count);
}

enum qm_code qm_command_export(const struct qm_options *o, struct qm_err *err)
{
	struct qm_history h = { 0 };
	struct qm_list files = { 0 };
	size_t f = 0;

	if (o->words.count < 2) {
		qm_fail(err, QM_USAGE, "expected a format and result files: qmark export FORMAT "
		        "FILE.json...");
		return err->code;
	}
	while (f < FORMATS && strcmp(formats[f].name, o->words.item[0]) != 0)
		f++;
	if (f == FORMATS) {
		qm_unknown(err, NULL, "export format", o->words.item[0], FORMATS, format_name,
		           NULL);
		return err->code;
	}
	files.count = o->words.count - 1;
	memcpy(files.item, &o->words.item[1], files.count * sizeof files.item[0]);

	const bool ok = qm_history_read(&files, &h, err) && files_ok(&formats[f], &h, err) &&
	                put(&formats[f], &h, o, err);

	qm_history_free(&h);
	return ok ? QM_OK : err->code;
}
