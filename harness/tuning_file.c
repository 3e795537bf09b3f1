/* tuning_file.c - findings as JSON: the user's own, and those that came with the build.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/saved_json.h"
#include "harness/text.h"
#include "harness/tuning_report.h"
#include "harness/write.h"

enum { PATH_SIZE = 4096 };

bool qm_tuned_path(const struct qm_backend *backend, char *path, size_t size)
{
	char folder[PATH_SIZE];

	return backend->tuning->folder(folder, sizeof folder) &&
	       (size_t)snprintf(path, size, "%s/tuning.json", folder) < size;
}

static bool take_text(const struct qm_place *at, const char *key, char *to, size_t size,
                      struct qm_err *err)
{
	const char *text = "";

	if (!qm_get_text(at, key, QM_REQUIRED, &text, err))
		return false;
	if (strlen(text) >= size)
		return qm_expected(at, key, "shorter text", err);
	snprintf(to, size, "%s", text);
	return true;
}

static bool take(const struct qm_place *at, struct qm_tuned *to, struct qm_err *err)
{
	double best = 0, standard = 0;

	if (!take_text(at, "device", to->device, sizeof to->device, err) ||
	    !take_text(at, "kernel", to->kernel, sizeof to->kernel, err) ||
	    !take_text(at, "shapes", to->shapes, sizeof to->shapes, err) ||
	    !take_text(at, "shape", to->shape, sizeof to->shape, err) ||
	    !take_text(at, "date", to->date, sizeof to->date, err) ||
	    !take_text(at, "best", to->best.text, sizeof to->best.text, err) ||
	    !take_text(at, "default", to->standard.text, sizeof to->standard.text, err) ||
	    !qm_get_positive(at, "best_ns", QM_REQUIRED, &best, err) ||
	    !qm_get_positive(at, "default_ns", QM_REQUIRED, &standard, err) ||
	    !qm_get_count(at, "candidates", QM_REQUIRED, &to->candidates, err))
		return false;
	to->best_seconds = best * 1e-9;
	to->standard_seconds = standard * 1e-9;
	return true;
}

/* Appends every finding of a document, or none. */
static bool add_document(struct qm_tuned_list *list, json_t *document, const char *name,
                         bool shipped, struct qm_err *err)
{
	const struct qm_place top = { .file = name, .object = document };
	json_t *array = NULL;
	size_t version = 0;
	const size_t before = list->count;

	if (!json_is_object(document) ||
	    !qm_get_count(&top, "qmark_tuning", QM_REQUIRED, &version, err) ||
	    version != QM_TUNING_VERSION)
		return qm_fail(err, QM_FILE,
		               "%s: no file of tuning results of version %d", name,
		               QM_TUNING_VERSION);
	if (!qm_get_array(&top, "tuned", QM_REQUIRED, &array, err))
		return false;

	struct qm_tuned *const grown = realloc(
		list->item, (before + json_array_size(array) + 1) * sizeof *grown);

	if (!grown)
		return qm_fail(err, QM_WRONG, "not enough memory");
	list->item = grown;
	for (size_t i = 0; i < json_array_size(array); i++) {
		struct qm_tuned one = { .shipped = shipped };
		struct qm_place at;

		if (!qm_place_item(&top, "tuned", array, i, &at, err) ||
		    !take(&at, &one, err)) {
			list->count = before;
			return false;
		}
		grown[list->count++] = one;
	}
	return true;
}

/* False if there is a file that is not ours. */
static bool add_own(const struct qm_backend *backend, struct qm_tuned_list *list,
                    struct qm_err *err)
{
	char path[PATH_SIZE];
	json_error_t where;
	json_t *document;
	bool ok;

	if (!qm_tuned_path(backend, path, sizeof path) || access(path, F_OK) != 0)
		return true;
	document = json_load_file(path, JSON_REJECT_DUPLICATES, &where);
	if (!document)
		return qm_fail(err, QM_FILE, "%s: line %d: %s", path, where.line,
		               where.text);
	ok = add_document(list, document, path, false, err);
	json_decref(document);
	return ok;
}

void qm_tuned_load(const struct qm_backend *backend, struct qm_tuned_list *list)
{
	struct qm_err why = { QM_OK, "" };
	json_error_t where;

	memset(list, 0, sizeof *list);
	if (!add_own(backend, list, &why))
		fprintf(stderr,
		        "qmark: warning: tuning results are ignored: %s; the next tuning "
		        "writes them anew\n",
		        why.text);

	json_t *const document = json_loads(backend->tuning->shipped, 0, &where);

	add_document(list, document, "what was shipped", true, NULL);
	json_decref(document);
}

void qm_tuned_free(struct qm_tuned_list *list)
{
	free(list->item);
	memset(list, 0, sizeof *list);
}

const struct qm_tuned *qm_tuned_find(const struct qm_tuned_list *list,
                                     const struct qm_site *site,
                                     const struct qm_kernel *kernel,
                                     struct qm_shape shape)
{
	struct qm_tuned wanted;

	site->backend->tuning->device(site->device, wanted.device, sizeof wanted.device);
	site->backend->tuning->shape_class(shape, wanted.shapes, sizeof wanted.shapes);
	for (size_t i = 0; i < list->count; i++) {
		const struct qm_tuned *const t = &list->item[i];

		if (strcmp(t->kernel, kernel->name) == 0 &&
		    strcmp(t->shapes, wanted.shapes) == 0 &&
		    (strcmp(t->device, wanted.device) == 0 ||
		     (t->shipped && qm_glob(t->device, wanted.device))))
			return t;
	}
	return NULL;
}

static bool same_key(const struct qm_tuned *x, const struct qm_tuned *y)
{
	return strcmp(x->device, y->device) == 0 && strcmp(x->kernel, y->kernel) == 0 &&
	       strcmp(x->shapes, y->shapes) == 0;
}

/* The folder and those above it.  What cannot be made shows when the file is written. */
static void make_folders(const char *path)
{
	char part[PATH_SIZE];

	snprintf(part, sizeof part, "%s", path);
	for (char *p = part + 1; *p; p++)
		if (*p == '/') {
			*p = '\0';
			mkdir(part, 0700);
			*p = '/';
		}
}

bool qm_tuned_keep(const struct qm_backend *backend, const struct qm_tuned *found,
                   struct qm_err *err)
{
	struct qm_tuned_list list = { 0 };
	char path[PATH_SIZE];
	size_t at = 0;
	bool ok;

	if (!qm_tuned_path(backend, path, sizeof path))
		return qm_fail(err, QM_FILE,
		               "there is no folder to keep tuning results in: set "
		               "XDG_CACHE_HOME, HOME or QMARK_CACHE_DIR");
	/* Read again: another process may have added to it.  A damaged one is replaced. */
	add_own(backend, &list, NULL);
	while (at < list.count && !same_key(&list.item[at], found))
		at++;
	if (at == list.count) {
		struct qm_tuned *const grown = realloc(list.item,
		                                       (list.count + 1) * sizeof *grown);

		if (!grown) {
			qm_tuned_free(&list);
			return qm_fail(err, QM_WRONG, "not enough memory");
		}
		list.item = grown;
		list.count++;
	}
	list.item[at] = *found;
	make_folders(path);
	ok = qm_file_replace(path, qm_tuned_write, &list, err);
	qm_tuned_free(&list);
	return ok;
}
