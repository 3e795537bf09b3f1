/* tuning_report.c - findings as JSON, and as a table of what the tuning was worth.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include "harness/context_json.h"
#include "harness/grid.h"
#include "harness/tuning_report.h"

static json_t *found_json(const struct qm_tuned *t)
{
	json_t *const to = json_pack("{s:o, s:s, s:s, s:s}", "device",
	                             qm_json_text(t->device), "kernel", t->kernel,
	                             "shapes", t->shapes, "shape", t->shape);

	json_object_set_new(to, "best", qm_json_text(t->best.text));
	json_object_set_new(to, "best_ns", qm_json_number(t->best_seconds * 1e9));
	json_object_set_new(to, "default", qm_json_text(t->standard.text));
	json_object_set_new(to, "default_ns", qm_json_number(t->standard_seconds * 1e9));
	json_object_set_new(to, "candidates", json_integer((json_int_t)t->candidates));
	json_object_set_new(to, "date", qm_json_text(t->date));
	return to;
}

bool qm_tuned_write(FILE *to, const void *arg)
{
	const struct qm_tuned_list *const list = arg;
	json_t *const array = json_array();
	json_t *const object = json_pack("{s:i, s:o}", "qmark_tuning", QM_TUNING_VERSION,
	                                 "tuned", array);
	bool ok;

	for (size_t i = 0; i < list->count; i++)
		json_array_append_new(array, found_json(&list->item[i]));
	ok = object && json_dumpf(object, to, QM_JSON_FLAGS) == 0 &&
	     fputc('\n', to) != EOF;
	json_decref(object);
	return ok;
}

enum { COLUMNS = 8, CELL = 96 };

static const struct qm_column columns[COLUMNS] = {
	{ "kernel", false, 0 }, { "shapes", false, 0 }, { "measured on", false, 3 },
	{ "default", true, 0 }, { "tuned", true, 0 },   { "gain", true, 0 },
	{ "tried", true, 2 },   { "best", false, 1 },
};

static void add_row(struct qm_grid *grid, const struct qm_tuned *t)
{
	char standard[CELL], best[CELL], gain[CELL], tried[CELL];
	const char *const cell[COLUMNS] = {
		t->kernel, t->shapes, t->shape, standard, best, gain, tried, t->best.text
	};

	snprintf(standard, CELL, "%.1f us", t->standard_seconds * 1e6);
	snprintf(best, CELL, "%.1f us", t->best_seconds * 1e6);
	snprintf(gain, CELL, "%.2fx", t->standard_seconds / t->best_seconds);
	snprintf(tried, CELL, "%zu", t->candidates);
	qm_grid_row(grid, cell);
}

bool qm_tuned_print(const struct qm_tuned_list *list, const struct qm_options *o)
{
	struct qm_grid grid;
	bool ok;

	if (o->format == QM_OUT_JSON)
		return qm_tuned_write(stdout, list);
	qm_grid_start(&grid, columns, COLUMNS);
	for (size_t i = list->count; i-- > 0;)
		add_row(&grid, &list->item[i]);
	ok = !grid.no_memory;
	if (grid.rows)
		qm_grid_text(&grid, stdout, qm_terminal_width(), o->colour);
	qm_grid_free(&grid);
	return ok;
}
