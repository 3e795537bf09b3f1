/* trend.c - `qmark trend HISTORY...`: when did it change?
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "harness/changes.h"
#include "harness/commands.h"
#include "harness/context_json.h"
#include "harness/grid.h"
#include "harness/history.h"
#include "harness/report.h"

enum { COLUMNS = 7, CELL = 200, TREND_SCHEMA = 1 };

/* What persists is believed from here on: a gate would have to ignore it. */
static const double margin_default = 0.01;

/* One row on one machine, by date. */
struct series {
	const char *name, *machine;
	const struct qm_saved **file; /* of each point */
	double *x;                    /* logarithm of its time */
	size_t count;
	struct qm_change *change;
	size_t changes;
};

struct trend {
	struct qm_history history;
	struct series *series;
	size_t count, too_short;
	double margin;
	const struct qm_options *options;
};

static const struct qm_column columns[COLUMNS] = {
	{ "change", true, 0 },          { "row", false, 0 },     { "last good", false, 0 },
	{ "first of the new", false, 0 }, { "date", false, 2 },  { "p", true, 3 },
	{ "machine", false, 4 },
};

/* Rows are looked up by machine and name together. */
static struct series *series_of(struct trend *t, json_t *places, const char *machine,
                                const char *name)
{
	char key[512];

	snprintf(key, sizeof key, "%s\n%s", machine, name);

	const json_t *const place = json_object_get(places, key);

	if (place)
		return &t->series[json_integer_value(place)];

	struct series *const grown = realloc(t->series, (t->count + 1) * sizeof *grown);

	if (!grown || json_object_set_new(places, key, json_integer((json_int_t)t->count)))
		return NULL;
	t->series = grown;
	t->series[t->count] = (struct series){ .name = name, .machine = machine };
	return &t->series[t->count++];
}

static bool add_point(struct series *s, const struct qm_saved *file, double seconds,
                      size_t most)
{
	if (!s->x) {
		s->x = calloc(most, sizeof *s->x);
		s->file = calloc(most, sizeof *s->file);
		s->change = calloc(most, sizeof *s->change);
	}
	if (!s->x || !s->file || !s->change)
		return false;
	s->x[s->count] = log(seconds);
	s->file[s->count++] = file;
	return true;
}

static bool collect(struct trend *t, struct qm_err *err)
{
	json_t *const places = json_object();
	bool ok = places;

	for (size_t f = 0; ok && f < t->history.count; f++) {
		const struct qm_saved *const file = &t->history.file[f];

		for (size_t i = 0; ok && i < file->count; i++) {
			struct series *const s =
				series_of(t, places, file->machine, file->row[i].name);

			ok = s && add_point(s, file, qm_saved_figure(&file->row[i]),
			                    t->history.count);
		}
	}
	json_decref(places);
	return ok || qm_fail(err, QM_WRONG, "not enough memory");
}

static void find_changes(struct trend *t)
{
	for (size_t i = 0; i < t->count; i++) {
		struct series *const s = &t->series[i];

		t->too_short += s->count < QM_SERIES_LEAST;
		s->changes = qm_changes(s->x, s->count, log1p(t->margin), s->change);
	}
}

static const char *commit(const struct qm_saved *file)
{
	return file->commit ? file->commit : "unknown";
}

static void add_row(struct qm_grid *grid, const struct series *s, const struct qm_change *c)
{
	char text[COLUMNS][CELL] = { "" };
	const char *cell[COLUMNS];

	for (size_t i = 0; i < COLUMNS; i++)
		cell[i] = text[i];
	snprintf(text[0], CELL, "%+.1f %%", 100 * expm1(c->after - c->before));
	cell[1] = s->name;
	snprintf(text[2], CELL, "%.12s", commit(s->file[c->at - 1]));
	snprintf(text[3], CELL, "%.12s", commit(s->file[c->at]));
	cell[4] = s->file[c->at]->date;
	snprintf(text[5], CELL, "%.1g", c->p);
	cell[6] = s->machine;
	qm_grid_row(grid, cell);
}

static json_t *change_json(const struct series *s, const struct qm_change *c)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I}", "name",
	                 qm_json_text(s->name), "machine", qm_json_text(s->machine),
	                 "percent", qm_json_number(100 * expm1(c->after - c->before)), "p",
	                 qm_json_number(c->p), "last_good",
	                 qm_json_text(commit(s->file[c->at - 1])), "first_of_new",
	                 qm_json_text(commit(s->file[c->at])), "date",
	                 qm_json_text(s->file[c->at]->date), "point", (json_int_t)c->at);
}

static bool put_json(FILE *to, const struct trend *t)
{
	json_t *const object = json_object(), *const changes = json_array();

	for (size_t i = 0; i < t->count; i++)
		for (size_t j = 0; j < t->series[i].changes; j++)
			json_array_append_new(changes, change_json(&t->series[i],
			                                           &t->series[i].change[j]));
	json_object_set_new(object, "qmark_trend", json_integer(TREND_SCHEMA));
	json_object_set_new(object, "files", json_integer((json_int_t)t->history.count));
	json_object_set_new(object, "series", json_integer((json_int_t)t->count));
	json_object_set_new(object, "too_short", json_integer((json_int_t)t->too_short));
	json_object_set_new(object, "changes", changes);

	const bool ok = json_dumpf(object, to, QM_JSON_FLAGS) == 0;

	fputc('\n', to);
	json_decref(object);
	return ok;
}

static bool put(FILE *to, const void *what, enum qm_output format, size_t width, bool colour)
{
	const struct trend *const t = what;
	struct qm_grid grid;

	if (format == QM_OUT_JSON)
		return put_json(to, t);
	qm_grid_start(&grid, columns, COLUMNS);
	for (size_t i = 0; i < t->count; i++)
		for (size_t j = 0; j < t->series[i].changes; j++)
			add_row(&grid, &t->series[i], &t->series[i].change[j]);
	if (grid.rows && format == QM_OUT_MD)
		qm_grid_md(&grid, to);
	else if (grid.rows)
		qm_grid_text(&grid, to, width, colour);
	fprintf(to, "%s%zu changes in %zu rows of %zu files", grid.rows ? "\n" : "", grid.rows,
	        t->count, t->history.count);
	if (t->too_short)
		fprintf(to, "; %zu rows have fewer than %d points", t->too_short,
		        QM_SERIES_LEAST);
	fputc('\n', to);

	const bool ok = !grid.no_memory;

	qm_grid_free(&grid);
	return ok;
}

/* With --gate: whose last change was for the worse? */
static enum qm_code verdict(const struct trend *t, struct qm_err *err)
{
	size_t slower = 0;

	for (size_t i = 0; i < t->count; i++) {
		const struct series *const s = &t->series[i];
		const struct qm_change *const last =
			s->changes ? &s->change[s->changes - 1] : NULL;

		slower += last && last->after > last->before;
	}
	if (!t->options->gate || !slower)
		return QM_OK;
	qm_fail(err, QM_REGRESSION, "the last change of %zu rows made them slower", slower);
	return err->code;
}

enum qm_code qm_command_trend(const struct qm_options *o, struct qm_err *err)
{
	struct trend t = { .options = o, .margin = o->margin > 0 ? o->margin : margin_default };
	enum qm_code code = QM_OK;

	if (o->words.count == 0)
		qm_fail(err, QM_USAGE, "expected a folder or files: qmark trend HISTORY...");
	else if (qm_history_read(&o->words, &t.history, err) && t.history.count == 0)
		qm_fail(err, QM_FILE, "%s holds no result file", o->words.item[0]);
	if (*err->text || !collect(&t, err)) {
		code = err->code;
	} else {
		find_changes(&t);
		code = qm_report_write(put, &t, o, err) ? verdict(&t, err) : err->code;
	}
	for (size_t i = 0; i < t.count; i++) {
		free(t.series[i].x);
		free(t.series[i].file);
		free(t.series[i].change);
	}
	free(t.series);
	qm_history_free(&t.history);
	return code;
}
