/* out_table.c - results for people: a table for a terminal, or Markdown for a page.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "harness/grid.h"
#include "harness/out.h"
#include "harness/out_peers.h"
#include "harness/out_row.h"
#include "harness/text.h"
#include "harness/versus.h"

enum { CELL = 96, COLUMNS = 12 };

/* What stands in the table was verified, for failed rows are listed apart; how it was
 * verified can go first.
 */
static const struct qm_column columns[COLUMNS] = {
	{ "kernel", false, 0 }, { "device", false, 4 }, { "shape", false, 0 },
	{ "threads", true, 3 }, { "time", true, 0 },    { "+-", true, 2 },
	{ "GOPS", true, 0 },    { "vs f32", true, 1 },  { "of peak", true, 1 },
	{ "pJ/op", true, 2 },   { "trust", false, 1 },  { "verified", false, 5 },
};

static void time_cell(char *text, double seconds)
{
	static const struct {
		double unit;
		const char *name;
	} units[] = { { 1, "s" }, { 1e-3, "ms" }, { 1e-6, "us" }, { 1e-9, "ns" } };
	size_t i = 0;

	while (i < 3 && seconds < units[i].unit)
		i++;

	const double x = seconds / units[i].unit;

	snprintf(text, CELL, "%.*f %s", x < 10 ? 3 : x < 100 ? 2 : 1, x, units[i].name);
}

static void number_cell(char *text, double x, const char *unit)
{
	snprintf(text, CELL, "%.*f%s", x < 1 ? 3 : x < 10 ? 2 : x < 100 ? 1 : 0, x, unit);
}

/* Of what the instructions allow, or of what the memory does where that is less. */
static void roof_cell(char *text, const struct qm_roof *roof)
{
	if (!(roof->share > 0))
		return;
	snprintf(text, CELL, "%.0f %%%s%s", roof->share * 100,
	         strcmp(roof->level, "compute") ? " of " : "",
	         strcmp(roof->level, "compute") ? roof->level : "");
}

static void add_row(struct qm_grid *grid, const struct qm_results *all,
                    const struct qm_result *r)
{
	char text[COLUMNS][CELL] = { "" };
	const char *cell[COLUMNS];
	const double base = qm_row_f32_seconds(all, r);

	for (size_t i = 0; i < COLUMNS; i++)
		cell[i] = text[i];
	snprintf(text[0], CELL, "%s%s", r->kernel->name, r->kernel->library ? " (peer)" : "");
	cell[1] = r->device.id;
	snprintf(text[2], CELL, "%zux%zux%zu%s", r->shape.m, r->shape.n, r->shape.k,
	         strcmp(r->cache, "cold") ? "" : " cold");
	if (r->threads)
		snprintf(text[3], CELL, "%zu", r->threads);
	time_cell(text[4], r->time.median);
	number_cell(text[5], 50 * (r->time.high - r->time.low) / r->time.median, " %");
	number_cell(text[6], qm_result_ops(r) / r->time.median * 1e-9, "");
	if (base > 0)
		number_cell(text[7], base / r->time.median, "x");
	roof_cell(text[8], &r->roof);
	if (r->energy.measured)
		number_cell(text[9], qm_energy_net(&r->energy) / qm_result_ops(r) * 1e12, "");
	text[10][0] = r->trust.label;
	cell[11] = qm_check_name(r->check);
	qm_grid_row(grid, cell);
}

static bool same_shape(const struct qm_result *a, const struct qm_result *b)
{
	return a->shape.m == b->shape.m && a->shape.n == b->shape.n &&
	       a->shape.k == b->shape.k;
}

/* Is this the first usable row of its shape? */
static bool opens_group(const struct qm_results *all, size_t row)
{
	for (size_t i = 0; i < row; i++)
		if (qm_row_measured(&all->row[i]) &&
		    same_shape(&all->row[i], &all->row[row]))
			return false;
	return qm_row_measured(&all->row[row]);
}

/* Rows of one shape stand together, in the order in which the shapes came. */
static void collect(struct qm_grid *grid, const struct qm_results *all)
{
	qm_grid_start(grid, columns, COLUMNS);
	for (size_t i = 0; i < all->count; i++) {
		if (!opens_group(all, i))
			continue;
		if (grid->rows)
			qm_grid_row(grid, NULL);
		for (size_t j = i; j < all->count; j++)
			if (qm_row_measured(&all->row[j]) &&
			    same_shape(&all->row[i], &all->row[j]))
				add_row(grid, all, &all->row[j]);
	}
}

static bool same_trouble(const struct qm_result *a, const struct qm_result *b)
{
	return a->status == b->status && a->kernel == b->kernel &&
	       strcmp(a->device.id, b->device.id) == 0 &&
	       strcmp(qm_row_reason(a), qm_row_reason(b)) == 0;
}

/* How many rows share this one's trouble; 0 if an earlier one spoke for it. */
static size_t trouble(const struct qm_results *all, size_t row)
{
	size_t count = 0;

	for (size_t i = 0; i < all->count; i++) {
		if (qm_row_measured(&all->row[i]) ||
		    !same_trouble(&all->row[i], &all->row[row]))
			continue;
		if (i < row)
			return 0;
		count++;
	}
	return count;
}

static void list_unmeasured(FILE *to, const struct qm_report *report,
                            enum qm_status status, const char *before)
{
	const struct qm_results *const all = report->results;

	for (size_t i = 0; i < all->count; i++) {
		const struct qm_result *const r = &all->row[i];
		const bool failed = qm_row_status(r) == QM_ROW_FAILED;
		const size_t count = qm_row_status(r) == status ? trouble(all, i) : 0;

		if (count == 0)
			continue;
		fprintf(to, "%s%s%s%s %s on %s", before,
		        failed && report->colour ? "\033[1;31m" : "",
		        failed ? "FAILED" : "skipped",
		        failed && report->colour ? "\033[0m" : "", r->kernel->name,
		        r->device.id);
		if (count > 1)
			fprintf(to, ", %zu rows", count);
		else
			fprintf(to, ", %zux%zux%zu", r->shape.m, r->shape.n, r->shape.k);
		fprintf(to, ": %s\n", qm_row_reason(r));
	}
}

/* What is not the default variant, and what that is worth. */
static void list_tuned(FILE *to, const struct qm_results *all, const char *before)
{
	for (size_t i = 0; i < all->count; i++) {
		const struct qm_result *const r = &all->row[i];
		char tuned[CELL], standard[CELL];

		if (!qm_row_measured(r) || !(r->standard_time > 0))
			continue;
		time_cell(tuned, r->time.median);
		time_cell(standard, r->standard_time);
		fprintf(to, "%s%s %s on %s, %zux%zux%zu: %s, the default variant %s, %.2fx (%s)\n",
		        before, r->tuning, r->kernel->name, r->device.id, r->shape.m, r->shape.n,
		        r->shape.k, tuned, standard, r->standard_time / r->time.median,
		        r->variant.text);
	}
}

static size_t count_of(const struct qm_results *all, enum qm_status status)
{
	size_t count = 0;

	for (size_t i = 0; i < all->count; i++)
		count += qm_row_status(&all->row[i]) == status;
	return count;
}

static bool first_of_reason(const struct qm_results *all, size_t row)
{
	for (size_t i = 0; i < row; i++)
		if (all->row[i].energy.asked &&
		    strcmp(all->row[i].energy.reason, all->row[row].energy.reason) == 0)
			return false;
	return all->row[row].energy.asked && !all->row[row].energy.measured;
}

/* Why rows have no energy: each reason once. */
static void list_unmetered(FILE *to, const struct qm_results *all, const char *before)
{
	for (size_t i = 0; i < all->count; i++)
		if (qm_row_measured(&all->row[i]) && first_of_reason(all, i))
			fprintf(to, "%senergy was not measured: %s\n", before,
			        all->row[i].energy.reason);
}

/* Rows of each label, and what keeps most of them from the one above; with -v all rows that
 * are not the best.
 */
static void list_trust(FILE *to, const struct qm_report *report, const char *before)
{
	const struct qm_results *const all = report->results;
	char line[400] = "";
	struct qm_text text = { line, sizeof line, 0 };

	for (char label = 'A'; label <= 'D'; label++) {
		struct qm_trust_tally tally = { 0 };

		for (size_t i = 0; i < all->count; i++)
			if (qm_row_measured(&all->row[i]) && all->row[i].trust.label == label)
				qm_trust_count(&tally, &all->row[i].trust);
		if (tally.rows)
			qm_text_add(&text, "%s%zu %c%s%s", *line ? ", " : "", tally.rows, label,
			            label == 'A' ? "" : ": ", qm_trust_main(&tally));
	}
	if (*line)
		fprintf(to, "%strust: %s\n", before, line);
	for (size_t i = 0; report->options->verbose && i < all->count; i++)
		if (qm_row_measured(&all->row[i]) && all->row[i].trust.label > 'A')
			fprintf(to, "%s  %c %s: %s\n", before, all->row[i].trust.label,
			        all->row[i].name, all->row[i].trust.why);
}

static void list_budget(FILE *to, const struct qm_results *all, const char *before)
{
	if (all->budget > 0)
		fprintf(to, "%sbudget of %.0f s: %zu rows are not clear to +-%.0f %%, %zu had no "
		        "turn\n", before, all->budget, all->unclear, all->clear * 100,
		        all->unreached);
}

static void finish(FILE *to, const struct qm_report *report, const char *before)
{
	const struct qm_results *const all = report->results;
	const size_t failed = count_of(all, QM_ROW_FAILED);
	const size_t skipped = count_of(all, QM_ROW_SKIPPED);

	list_tuned(to, all, before);
	list_unmeasured(to, report, QM_ROW_FAILED, before);
	list_unmeasured(to, report, QM_ROW_SKIPPED, before);
	list_unmetered(to, all, before);
	qm_out_peers(to, all, before);
	list_trust(to, report, before);
	list_budget(to, all, before);
	fprintf(to, "%s%zu measured, %zu failed, %zu skipped%s\n",
	        failed + skipped ? "\n" : "", count_of(all, QM_ROW_OK), failed, skipped,
	        all->interrupted ? "; interrupted" : "");
}

bool qm_out_table(FILE *to, const struct qm_report *report)
{
	struct qm_grid grid;

	collect(&grid, report->results);
	if (grid.rows) {
		qm_grid_text(&grid, to, report->width, report->colour);
		fputc('\n', to);
	}

	const bool ok = qm_versus_print(to, report, false) && !grid.no_memory;

	finish(to, report, "");

	qm_grid_free(&grid);
	return ok;
}

bool qm_out_md(FILE *to, const struct qm_report *report)
{
	struct qm_report plain = *report;
	struct qm_grid grid;

	plain.colour = false;
	collect(&grid, report->results);
	if (grid.rows) {
		qm_grid_md(&grid, to);
		fputc('\n', to);
	}

	const bool ok = qm_versus_print(to, &plain, true) && !grid.no_memory;

	finish(to, &plain, "- ");

	qm_grid_free(&grid);
	return ok;
}
