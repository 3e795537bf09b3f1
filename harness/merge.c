/* merge.c - `qmark merge FILE...`: the parts of one run, as one file.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/commands.h"
#include "harness/context_json.h"
#include "harness/history.h"
#include "harness/write.h"

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* Times of another machine or commit are another run. */
static bool belongs(const struct qm_saved *first, const struct qm_saved *s,
                    struct qm_err *err)
{
	if (strcmp(first->machine, s->machine) != 0)
		return qm_fail(err, QM_FILE, "%s is of machine '%s', %s of '%s': not one run",
		               first->path, first->machine, s->path, s->machine);
	if (!same_text(first->commit, s->commit) || first->dirty != s->dirty)
		return qm_fail(err, QM_FILE, "%s is of commit %s%s, %s of %s%s: not one run",
		               first->path, first->commit ? first->commit : "unknown",
		               first->dirty ? " (changed)" : "", s->path,
		               s->commit ? s->commit : "unknown", s->dirty ? " (changed)" : "");
	return true;
}

enum { KEYS = 5 };

/* A list of objects in each document, and the fields that tell them apart. */
struct list {
	json_t *(*in)(json_t *document);
	const char *key[KEYS];
	bool twice_is_wrong;
};

/* The values of the keys as one text, to be freed; NULL: not enough memory. */
static char *identity(const json_t *item, const struct list *list)
{
	json_t *const values = json_array();
	char *text = NULL;

	for (size_t i = 0; i < KEYS && list->key[i]; i++) {
		json_t *const value = json_object_get(item, list->key[i]);

		json_array_append(values, value ? value : json_null());
	}
	if (values)
		text = json_dumps(values, JSON_COMPACT);
	json_decref(values);
	return text;
}

/* Objects that the merged list does not have yet. */
static bool append(json_t *to, const json_t *from, const struct list *list,
                   const char *path, json_t *seen, struct qm_err *err)
{
	for (size_t i = 0; i < json_array_size(from); i++) {
		json_t *const item = json_array_get(from, i);
		char *const name = identity(item, list);
		const bool known = name && json_object_get(seen, name);

		if (name && !known)
			json_object_set_new(seen, name, json_true());
		free(name);
		if (!name)
			return qm_fail(err, QM_FILE, "%s: not enough memory", path);
		if (!known)
			json_array_append(to, item);
		else if (list->twice_is_wrong)
			return qm_fail(
				err, QM_FILE,
				"%s: an earlier file has the row '%.200s' too", path,
				json_string_value(json_object_get(item, list->key[0])));
	}
	return true;
}

/* Such a list of every document, joined into the first one's. */
static bool join(const struct qm_history *h, const struct list *list, struct qm_err *err)
{
	json_t *const seen = json_object(), *const all = json_array();
	json_t *const first = list->in(h->file[0].document);
	bool ok = seen && all;

	for (size_t i = 0; ok && i < h->count; i++)
		ok = append(all, list->in(h->file[i].document), list, h->file[i].path,
		            seen, err);
	if (ok && first) {
		json_array_clear(first);
		json_array_extend(first, all);
	}
	json_decref(seen);
	json_decref(all);
	return ok;
}

static json_t *rows(json_t *document)
{
	return json_object_get(document, "benchmarks");
}

static json_t *unmeasured(json_t *document)
{
	return json_object_get(document, "qmark_unmeasured");
}

static json_t *run(json_t *document)
{
	return json_object_get(json_object_get(document, "context"), "qmark");
}

static json_t *devices(json_t *document)
{
	return json_object_get(run(document), "devices");
}

static json_t *ceilings(json_t *document)
{
	return json_object_get(run(document), "ceilings");
}

static json_t *bandwidths(json_t *document)
{
	return json_object_get(run(document), "bandwidths");
}

static json_t *versus(json_t *document)
{
	return json_object_get(run(document), "versus");
}

/* A part may have measured what its own rows need: other devices, other threads. */
static const struct list lists[] = {
	{ .in = rows, .key = { "name" }, .twice_is_wrong = true },
	{ .in = unmeasured, .key = { "name" } },
	{ .in = devices, .key = { "id" } },
	{ .in = ceilings, .key = { "device", "threads", "class" } },
	{ .in = bandwidths, .key = { "device", "threads", "level" } },
	{ .in = versus, .key = { "family", "device", "shape", "threads", "cache" } },
};

static void describe(const struct qm_history *h, const struct qm_options *o)
{
	json_t *const parts = json_array(), *const ours = run(h->file[0].document);
	bool interrupted = false;

	for (size_t i = 0; i < h->count; i++) {
		const json_t *const part = run(h->file[i].document);
		json_t *const command = json_object_get(part, "command");

		interrupted |= json_is_true(json_object_get(part, "interrupted"));
		json_array_append(parts, command ? command : json_null());
	}
	json_object_set_new(ours, "merged", parts);
	json_object_set_new(ours, "command", qm_json_text(o->command_line));
	json_object_set_new(ours, "interrupted", json_boolean(interrupted));
}

static bool put(FILE *to, const void *arg)
{
	const struct qm_history *const h = arg;
	const bool ok = json_dumpf(h->file[0].document, to, QM_JSON_FLAGS) == 0;

	fputc('\n', to);
	return ok;
}

/* The file that was asked for, or standard output. */
static bool write_merged(const struct qm_history *h, const struct qm_options *o,
                         struct qm_err *err)
{
	if (o->out.count > 1)
		return qm_fail(err, QM_USAGE, "--out: one file only, not both '%s' and '%s'",
		               o->out.item[0], o->out.item[1]);
	if (o->out.count && strcmp(o->out.item[0], "-") != 0)
		return qm_file_replace(o->out.item[0], put, h, err);
	return (put(stdout, h) || qm_fail(err, QM_WRONG, "not enough memory")) &&
	       qm_stdout_flush(err);
}

enum qm_code qm_command_merge(const struct qm_options *o, struct qm_err *err)
{
	struct qm_history h = { 0 };
	bool ok = o->words.count > 0 ||
	          qm_fail(err, QM_USAGE, "expected result files: qmark merge FILE.json...");

	ok = ok && qm_history_read(&o->words, &h, err);
	if (ok && h.count == 0)
		ok = qm_fail(err, QM_FILE, "%s holds no result file", o->words.item[0]);
	for (size_t i = 1; ok && i < h.count; i++)
		ok = belongs(&h.file[0], &h.file[i], err);
	for (size_t i = 0; ok && i < sizeof lists / sizeof *lists; i++)
		ok = join(&h, &lists[i], err);
	if (ok) {
		describe(&h, o);
		ok = write_merged(&h, o, err);
	}
	qm_history_free(&h);
	return ok ? QM_OK : err->code;
}
