/* peak_best.c - the best kernel of each class, from result files.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "harness/peak_best.h"

static struct qm_best *find(const struct qm_bests *bests, const char *device, size_t threads,
                            const char *class)
{
	for (size_t i = 0; i < bests->count; i++)
		if (strcmp(bests->best[i].class, class) == 0 && bests->best[i].threads == threads &&
		    strcmp(bests->best[i].device, device) == 0)
			return &bests->best[i];
	return NULL;
}

/* A row counts if it says its class and its ceiling. */
static bool take(struct qm_bests *bests, const json_t *row, struct qm_err *err)
{
	const json_t *const threads = json_object_get(row, "threads");
	struct qm_best new = {
		.device = json_string_value(json_object_get(row, "device")),
		.class = json_string_value(json_object_get(row, "class")),
		.kernel = json_string_value(json_object_get(row, "kernel")),
		.threads = json_is_integer(threads) ? (size_t)json_integer_value(threads) : 0,
	};
	const double ceiling = json_number_value(json_object_get(row, "ceiling_gops"));
	struct qm_best *known;

	if (!new.device || !new.class || !new.kernel || !(ceiling > 0))
		return true;
	new.share = json_number_value(json_object_get(row, "gops")) / ceiling;
	known = find(bests, new.device, new.threads, new.class);
	if (!known) {
		struct qm_best *const grown =
			realloc(bests->best, (bests->count + 1) * sizeof *grown);

		if (!grown)
			return qm_fail(err, QM_WRONG, "not enough memory");
		bests->best = grown;
		known = &grown[bests->count++];
		known->share = 0;
	}
	if (new.share > known->share)
		*known = new;
	return true;
}

bool qm_bests_read(struct qm_bests *bests, const struct qm_list *files, struct qm_err *err)
{
	for (size_t i = 0; i < files->count; i++) {
		json_error_t why;
		json_t *const file = json_load_file(files->item[i], JSON_REJECT_DUPLICATES, &why);
		json_t *const rows = json_object_get(file, "benchmarks");

		if (!file)
			return qm_fail(err, QM_FILE, "%s: line %d: %s", files->item[i], why.line,
			               why.text);
		bests->file[bests->file_count++] = file;
		if (!json_is_object(json_object_get(json_object_get(file, "context"), "qmark")) ||
		    !json_is_array(rows))
			return qm_fail(err, QM_FILE, "%s: not a result file of qmark run",
			               files->item[i]);
		for (size_t r = 0; r < json_array_size(rows); r++)
			if (!take(bests, json_object_get(json_array_get(rows, r), "qmark"), err))
				return false;
	}
	return true;
}

const struct qm_best *qm_best_find(const struct qm_bests *bests, const struct qm_site *site,
                                   const char *class)
{
	return find(bests, site->info.id, site->threads, class);
}

void qm_bests_free(struct qm_bests *bests)
{
	for (size_t i = 0; i < bests->file_count; i++)
		json_decref(bests->file[i]);
	free(bests->best);
	memset(bests, 0, sizeof *bests);
}
