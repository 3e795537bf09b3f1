/* history_read.c - all result files of some folders, in the order of their dates.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "harness/history.h"

static bool add_file(struct qm_history *history, const char *path, struct qm_err *err)
{
	struct qm_saved *const grown =
		realloc(history->file, (history->count + 1) * sizeof *grown);

	if (!grown)
		return qm_fail(err, QM_FILE, "not enough memory");
	history->file = grown;
	if (!qm_saved_read(path, &history->file[history->count++], err))
		return false;
	return !history->file[history->count - 1].plain ||
	       qm_fail(err, QM_FILE, "%s: a file of Google Benchmark holds no commit and no "
	               "machine; expected one of 'qmark run --out FILE.json'", path);
}

/* A folder's name may hold what glob() takes for a pattern. */
static char *escaped(const char *path)
{
	char *text = NULL;
	size_t size;
	FILE *const to = open_memstream(&text, &size);

	for (; to && *path; path++)
		fprintf(to, "%s%c", strchr("*?[]\\", *path) ? "\\" : "", *path);
	if (to)
		fputs("/*/*.json", to);
	return to && fclose(to) == 0 ? text : NULL;
}

static bool add_folder(struct qm_history *history, const char *path, struct qm_err *err)
{
	char *const pattern = escaped(path);
	glob_t found;

	if (!pattern)
		return qm_fail(err, QM_FILE, "not enough memory");

	const int code = glob(pattern, 0, NULL, &found);
	bool ok = code == 0 || code == GLOB_NOMATCH ||
	          qm_fail(err, QM_FILE, "cannot read the folder %s", path);

	for (size_t i = 0; ok && code == 0 && i < found.gl_pathc; i++)
		ok = add_file(history, found.gl_pathv[i], err);
	if (code == 0)
		globfree(&found);
	free(pattern);
	return ok;
}

static int by_date(const void *x, const void *y)
{
	const struct qm_saved *const a = x, *const b = y;

	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	return strcmp(a->path, b->path);
}

bool qm_history_read(const struct qm_list *words, struct qm_history *history,
                     struct qm_err *err)
{
	struct stat s;

	memset(history, 0, sizeof *history);
	for (size_t i = 0; i < words->count; i++) {
		const char *const path = words->item[i];
		const bool folder = stat(path, &s) == 0 && S_ISDIR(s.st_mode);

		if (folder ? !add_folder(history, path, err) : !add_file(history, path, err))
			return false;
	}
	if (history->count)
		qsort(history->file, history->count, sizeof *history->file, by_date);
	return true;
}

void qm_history_free(struct qm_history *history)
{
	for (size_t i = 0; i < history->count; i++)
		qm_saved_free(&history->file[i]);
	free(history->file);
	memset(history, 0, sizeof *history);
}
