/* compare_report.c - two files side by side, and how to prove a suspicion.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <string.h>

#include "harness/compare.h"
#include "harness/context_json.h"
#include "harness/grid.h"
#include "harness/report.h"

enum { COLUMNS = 5, CELL = 96, COMPARISON_SCHEMA = 1 };

static const struct qm_column columns[COLUMNS] = {
	{ "verdict", false, 0 }, { "row", false, 0 },    { "old", true, 2 },
	{ "new", true, 1 },      { "change", true, 0 },
};

static void figure_cell(char *text, const struct qm_saved_row *row, bool shares)
{
	if (!row)
		snprintf(text, CELL, "-");
	else if (shares && row->share > 0)
		snprintf(text, CELL, "%.1f %%", 100 * row->share);
	else if (shares)
		snprintf(text, CELL, "-");
	else
		qm_time_text(text, CELL, row->median);
}

static void add_row(struct qm_grid *grid, const struct qm_comparison *c,
                    const struct qm_compared_row *row)
{
	char text[COLUMNS][CELL] = { "" };
	const char *cell[COLUMNS];

	for (size_t i = 0; i < COLUMNS; i++)
		cell[i] = text[i];
	cell[0] = qm_compared_name(row->verdict);
	cell[1] = row->name;
	figure_cell(text[2], row->old, c->shares);
	figure_cell(text[3], row->new, c->shares);
	if (isfinite(row->shift))
		snprintf(text[4], CELL, "%+.1f %%", 100 * expm1(row->shift));
	qm_grid_row(grid, cell);
}

static bool is_suspect(const struct qm_compared_row *row)
{
	return row->verdict == QM_COMPARED_SLOWER || row->verdict == QM_COMPARED_FASTER;
}

/* The commits of the two files are the builds to measure in turns. */
static void proof(FILE *to, const struct qm_comparison *c)
{
	const char *between = "", *last = "";
	size_t suspects = 0;

	for (size_t i = 0; i < c->rows; i++)
		suspects += is_suspect(&c->row[i]);
	if (!suspects)
		return;
	if (c->file[0].plain || c->shares) {
		fprintf(to, "%zu rows differ; runs that were measured apart prove nothing: "
		        "measure both builds in turns, with 'qmark ab BASE NEW'\n", suspects);
		return;
	}
	fprintf(to, "%zu rows differ; runs that were measured apart prove nothing. Build both "
	        "commits (%s, %s) and run:\n    qmark ab BUILD-OLD BUILD-NEW --kernel ",
	        suspects, c->file[0].commit ? c->file[0].commit : "unknown",
	        c->file[1].commit ? c->file[1].commit : "unknown");
	for (size_t i = 0; i < c->rows; i++) {
		const struct qm_compared_row *const row = &c->row[i];

		if (is_suspect(row) && strcmp(last, row->old->kernel) != 0) {
			fprintf(to, "%s%s", between, row->old->kernel);
			between = ",";
			last = row->old->kernel;
		}
	}
	fputc('\n', to);
}

static void summary(FILE *to, const struct qm_comparison *c)
{
	size_t count[QM_COMPARED_KINDS] = { 0 };
	const char *between = "";

	for (size_t i = 0; i < c->rows; i++)
		count[c->row[i].verdict]++;
	fprintf(to, "%zu rows: ", c->rows);
	for (size_t v = 0; v < QM_COMPARED_KINDS; v++)
		if (count[v]) {
			fprintf(to, "%s%zu %s", between, count[v],
			        qm_compared_name((enum qm_compared)v));
			between = ", ";
		}
	fprintf(to, "; margin %.3g %%%s\n", 100 * expm1(c->margin),
	        c->shares ? "; different machines: shares of each one's ceiling" : "");
}

static json_t *figure_json(const struct qm_saved_row *row, bool shares)
{
	if (!row || (shares && !(row->share > 0)))
		return json_null();
	return qm_json_number(shares ? row->share : row->median * 1e9);
}

static bool put_json(FILE *to, const struct qm_comparison *c)
{
	json_t *const object = json_object(), *const rows = json_array();

	for (size_t i = 0; i < c->rows; i++) {
		const struct qm_compared_row *const row = &c->row[i];

		json_array_append_new(
			rows, json_pack("{s:o, s:s, s:o, s:o, s:o}", "name",
		                        qm_json_text(row->name), "verdict",
		                        qm_compared_name(row->verdict),
		                        c->shares ? "old_share" : "old_ns",
		                        figure_json(row->old, c->shares),
		                        c->shares ? "new_share" : "new_ns",
		                        figure_json(row->new, c->shares), "change_percent",
		                        qm_json_number(100 * expm1(row->shift))));
	}
	json_object_set_new(object, "qmark_compare", json_integer(COMPARISON_SCHEMA));
	json_object_set_new(object, "old", qm_json_text(c->file[0].path));
	json_object_set_new(object, "new", qm_json_text(c->file[1].path));
	json_object_set_new(object, "margin_percent", qm_json_number(100 * expm1(c->margin)));
	json_object_set_new(object, "rows", rows);

	const bool ok = json_dumpf(object, to, QM_JSON_FLAGS) == 0;

	fputc('\n', to);
	json_decref(object);
	return ok;
}

static bool put(FILE *to, const void *what, enum qm_output format, size_t width, bool colour)
{
	const struct qm_comparison *const c = what;
	struct qm_grid grid;

	if (format == QM_OUT_JSON)
		return put_json(to, c);
	qm_grid_start(&grid, columns, COLUMNS);
	for (size_t i = 0; i < c->rows; i++)
		add_row(&grid, c, &c->row[i]);
	if (format == QM_OUT_MD)
		qm_grid_md(&grid, to);
	else
		qm_grid_text(&grid, to, width, colour);
	fputc('\n', to);
	summary(to, c);
	proof(to, c);

	const bool ok = !grid.no_memory;

	qm_grid_free(&grid);
	return ok;
}

bool qm_comparison_write(const struct qm_comparison *c, struct qm_err *err)
{
	return qm_report_write(put, c, c->options, err);
}
