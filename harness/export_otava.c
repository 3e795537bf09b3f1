/* export_otava.c - a history as CSV for Apache Otava: one line a run, one column a row.
 *
 * Its importer wants a time, any attributes, and a number for each metric; an empty cell is
 * a missing point.  Runs of different machines are different tests there, so the machine is
 * an attribute to filter by.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "harness/export.h"

static int by_name(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* Every row that any file has, once, in order; NULL if there is no memory. */
static const char **names_of(const struct qm_history *h, size_t *count)
{
	const char **names;
	size_t n = 0;

	*count = 0;
	for (size_t f = 0; f < h->count; f++)
		n += h->file[f].count;
	names = calloc(n + 1, sizeof *names);
	if (!names)
		return NULL;
	n = 0;
	for (size_t f = 0; f < h->count; f++)
		for (size_t i = 0; i < h->file[f].count; i++)
			names[n++] = h->file[f].row[i].name;
	qsort(names, n, sizeof *names, by_name);
	for (size_t i = 0; i < n; i++)
		if (*count == 0 || strcmp(names[*count - 1], names[i]) != 0)
			names[(*count)++] = names[i];
	return names;
}

static void put_text(FILE *to, const char *text)
{
	fputc('"', to);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', to);
		fputc(*text == '\n' || *text == '\r' ? ' ' : *text, to);
	}
	fputc('"', to);
}

static void put_run(FILE *to, const struct qm_saved *s, const char *const *names,
                    size_t count)
{
	put_text(to, s->date);
	fputc(',', to);
	put_text(to, s->commit ? s->commit : "unknown");
	fputc(',', to);
	put_text(to, s->machine);
	for (size_t i = 0; i < count; i++) {
		const struct qm_saved_row *const row = qm_saved_find(s, names[i]);

		fputc(',', to);
		if (row)
			fprintf(to, "%.9g", qm_saved_figure(row) * 1e9);
	}
	fputc('\n', to);
}

bool qm_export_otava(FILE *to, const struct qm_history *h, struct qm_err *err)
{
	size_t count;
	const char **const names = names_of(h, &count);

	if (!names)
		return qm_fail(err, QM_WRONG, "not enough memory");
	fputs("time,commit,machine", to);
	for (size_t i = 0; i < count; i++) {
		const struct qm_saved_row row = { .name = names[i] };
		char name[300];

		qm_export_name(&row, name, sizeof name);
		fputc(',', to);
		put_text(to, name);
	}
	fputc('\n', to);
	for (size_t f = 0; f < h->count; f++)
		put_run(to, &h->file[f], names, count);
	free(names);
	return true;
}
