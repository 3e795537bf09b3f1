/* versus_table.c - ours against the libraries of other projects, as a table.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "harness/grid.h"
#include "harness/versus.h"

enum { CELL = 96, COLUMNS = 11 };

static const struct qm_column columns[COLUMNS] = {
	{ "family", false, 5 }, { "device", false, 4 },  { "shape", false, 0 },
	{ "threads", true, 3 }, { "ours", false, 0 },    { "GOPS", true, 2 },
	{ "peer", false, 0 },   { "GOPS", true, 2 },     { "ours : peer", true, 0 },
	{ "95 %", false, 1 },   { "ours is", false, 0 },
};

static void speed_cell(char *text, const struct qm_result *r)
{
	const double gops = qm_result_ops(r) / r->time.median * 1e-9;

	snprintf(text, CELL, "%.*f", gops < 10 ? 2 : gops < 100 ? 1 : 0, gops);
}

static void add_row(struct qm_grid *grid, const struct qm_versus *v)
{
	char text[COLUMNS][CELL] = { "" };
	const char *cell[COLUMNS];
	const struct qm_result *const r = v->ours;

	for (size_t i = 0; i < COLUMNS; i++)
		cell[i] = text[i];
	cell[0] = r->kernel->family->name;
	cell[1] = r->device.id;
	snprintf(text[2], CELL, "%zux%zux%zu%s", r->shape.m, r->shape.n, r->shape.k,
	         strcmp(r->cache, "cold") ? "" : " cold");
	if (r->threads)
		snprintf(text[3], CELL, "%zu", r->threads);
	cell[4] = r->kernel->name;
	speed_cell(text[5], r);
	if (qm_check_note(v->peer->check))
		snprintf(text[6], CELL, "%s (%s)", v->peer->kernel->name,
		         qm_check_name(v->peer->check));
	else
		snprintf(text[6], CELL, "%s", v->peer->kernel->name);
	speed_cell(text[7], v->peer);
	snprintf(text[8], CELL, "%.3f", v->ratio);
	if (v->word != QM_VERSUS_UNCLEAR)
		snprintf(text[9], CELL, "%.3f to %.3f", v->low, v->high);
	cell[10] = qm_versus_word(v->word);
	qm_grid_row(grid, cell);
}

/* Ahead, behind, level, unclear: how many of each there are. */
static void count_words(FILE *to, const struct qm_versus *v, size_t count)
{
	const char *comma = "";

	for (int word = 0; word <= QM_VERSUS_UNCLEAR; word++) {
		size_t n = 0;

		for (size_t i = 0; i < count; i++)
			n += v[i].word == (enum qm_versus_word)word;
		if (n)
			fprintf(to, "%s%zu %s", comma, n, qm_versus_word((enum qm_versus_word)word));
		comma = n ? ", " : comma;
	}
}

static void put(FILE *to, const struct qm_report *report, bool md, const struct qm_versus *v,
                size_t count, struct qm_grid *grid)
{
	const char *const before = md ? "- " : "";

	qm_grid_start(grid, columns, COLUMNS);
	for (size_t i = 0; i < count; i++)
		add_row(grid, &v[i]);
	if (count && md)
		qm_grid_md(grid, to);
	else if (count)
		qm_grid_text(grid, to, report->width, report->colour);
	fprintf(to, "%s%sours against %s: ", count ? "\n" : "", before,
	        report->options->versus);
	if (count)
		count_words(to, v, count);
	else
		fputs("there is no shape that both have measured", to);
	fputs("\n\n", to);
}

bool qm_versus_print(FILE *to, const struct qm_report *report, bool md)
{
	const struct qm_results *const all = report->results;
	struct qm_versus *v;
	struct qm_grid grid;

	if (!report->options->versus)
		return true;
	v = calloc(all->count + 1, sizeof *v);
	if (!v)
		return false;
	put(to, report, md, v, qm_versus_find(all, report->options->versus, v), &grid);

	const bool ok = !grid.no_memory;

	qm_grid_free(&grid);
	free(v);
	return ok;
}
