/* history.c - `qmark history DIR [FILE...]`: files results away, and writes the index.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "harness/commands.h"
#include "harness/context_json.h"
#include "harness/history.h"
#include "harness/write.h"

enum { HISTORY_SCHEMA = 1 };

/* Letters that every file system takes. */
static void plain_name(const char *from, char *to, size_t size)
{
	size_t n = 0;

	for (; *from && n + 1 < size; from++)
		if (isalnum((unsigned char)*from) || *from == '.')
			to[n++] = *from;
		else if (n && to[n - 1] != '-')
			to[n++] = '-';
	to[n] = '\0';
}

static bool make_folder(const char *path, struct qm_err *err)
{
	return mkdir(path, 0777) == 0 || errno == EEXIST ||
	       qm_fail(err, QM_FILE, "cannot make %s: %s", path, strerror(errno));
}

static bool put_document(FILE *to, const void *arg)
{
	const struct qm_saved *const saved = arg;
	const bool ok = json_dumpf(saved->document, to, QM_JSON_FLAGS) == 0;

	fputc('\n', to);
	return ok;
}

/* What is filed stays: the same machine and commit come once. */
static bool file_away(const char *folder, const struct qm_saved *saved, struct qm_err *err)
{
	char machine[80], date[32], *place = NULL, *name = NULL;
	const time_t seconds = (time_t)saved->time;
	struct tm t;
	bool ok = false;

	if (!saved->commit || saved->dirty)
		return qm_fail(err, QM_FILE, "%s: %s; only a clean commit can be found again",
		               saved->path, saved->dirty ? "its build had local changes"
		                                         : "it does not say of which commit");
	plain_name(saved->machine, machine, sizeof machine);
	gmtime_r(&seconds, &t);
	strftime(date, sizeof date, "%Y%m%dT%H%M%SZ", &t);
	if (asprintf(&place, "%s/%s", folder, machine) < 0)
		place = NULL;
	if (!place || asprintf(&name, "%s/%s-%.12s.json", place, date, saved->commit) < 0)
		name = NULL;
	if (!name)
		qm_fail(err, QM_FILE, "not enough memory");
	else if (access(name, F_OK) == 0)
		qm_fail(err, QM_FILE, "%s is there already, and a history is not changed", name);
	else
		ok = make_folder(place, err) &&
		     qm_file_replace(name, put_document, saved, err);
	free(place);
	free(name);
	return ok;
}

/* One file for each machine and commit. */
static bool is_new(const struct qm_history *history, const struct qm_saved *saved,
                   struct qm_err *err)
{
	for (size_t i = 0; i < history->count; i++) {
		const struct qm_saved *const old = &history->file[i];

		if (saved->commit && old->commit && strcmp(old->commit, saved->commit) == 0 &&
		    strcmp(old->machine, saved->machine) == 0)
			return qm_fail(err, QM_FILE, "%s: this machine and commit are in %s already",
			               saved->path, old->path);
	}
	return true;
}

struct index {
	const char *folder;
	const struct qm_history *history;
};

static bool put_index(FILE *to, const void *arg)
{
	const struct index *const index = arg;
	json_t *const object = json_object(), *const files = json_array();
	const size_t skip = strlen(index->folder) + 1;

	for (size_t i = 0; i < index->history->count; i++) {
		const struct qm_saved *const s = &index->history->file[i];

		json_array_append_new(
			files, json_pack("{s:o, s:o, s:o, s:o, s:o, s:I, s:I}", "file",
		                         qm_json_text(s->path + skip), "date",
		                         qm_json_text(s->date), "commit",
		                         s->commit ? qm_json_text(s->commit) : json_null(),
		                         "machine", qm_json_text(s->machine), "cpu",
		                         s->cpu ? qm_json_text(s->cpu) : json_null(), "rows",
		                         (json_int_t)s->count, "unmeasured",
		                         (json_int_t)s->troubles));
	}
	json_object_set_new(object, "qmark_history", json_integer(HISTORY_SCHEMA));
	json_object_set_new(object, "files", files);

	const bool ok = json_dumpf(object, to, QM_JSON_FLAGS) == 0;

	fputc('\n', to);
	json_decref(object);
	return ok;
}

static bool write_index(const char *folder, const struct qm_history *history,
                        struct qm_err *err)
{
	const struct index index = { folder, history };
	char *name = NULL;

	if (asprintf(&name, "%s/index.json", folder) < 0)
		return qm_fail(err, QM_FILE, "not enough memory");

	const bool ok = qm_file_replace(name, put_index, &index, err);

	free(name);
	return ok;
}

/* Each file is compared with what is there by then, the ones before it included. */
static bool add(const char *folder, const char *path, struct qm_err *err)
{
	const struct qm_list place = { 1, { (char *)(size_t)folder } };
	struct qm_history history = { 0 };
	struct qm_saved saved = { 0 };
	bool ok = qm_history_read(&place, &history, err) && qm_saved_read(path, &saved, err);

	if (ok && saved.plain)
		ok = qm_fail(err, QM_FILE, "%s: a file of Google Benchmark holds no commit", path);
	ok = ok && is_new(&history, &saved, err) && file_away(folder, &saved, err);
	qm_saved_free(&saved);
	qm_history_free(&history);
	return ok;
}

enum qm_code qm_command_history(const struct qm_options *o, struct qm_err *err)
{
	struct qm_history history = { 0 };
	const struct qm_list folder = { 1, { o->words.count ? o->words.item[0] : NULL } };
	bool ok = o->words.count > 0 ||
	          qm_fail(err, QM_USAGE, "expected a folder: qmark history DIR [FILE.json...]");

	ok = ok && make_folder(o->words.item[0], err);
	for (size_t i = 1; ok && i < o->words.count; i++)
		ok = add(o->words.item[0], o->words.item[i], err);
	if (ok) {
		ok = qm_history_read(&folder, &history, err) &&
		     write_index(o->words.item[0], &history, err);
		if (ok && !o->quiet)
			fprintf(stderr, "qmark: %s holds %zu files\n", o->words.item[0],
			        history.count);
	}
	qm_history_free(&history);
	return ok ? QM_OK : err->code;
}
