/* ab_report.c - verdicts for people: a table, or Markdown for a pull request.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "harness/ab.h"
#include "harness/grid.h"
#include "harness/machine_info.h"
#include "harness/report.h"

enum { COLUMNS = 8, CELL = 96 };

static const struct qm_column columns[COLUMNS] = {
	{ "verdict", false, 0 }, { "row", false, 0 },    { "base", true, 3 },
	{ "new", true, 2 },      { "change", true, 0 },  { "99 % interval", true, 4 },
	{ "median", true, 5 },   { "pairs", true, 6 },
};

static double percent(double effect)
{
	return 100 * expm1(effect);
}

/* What a finding rests on: the fresh pairs, where there are any. */
static const struct qm_effect *evidence(const struct qm_ab_row *row)
{
	return row->again.pairs ? &row->again : &row->effect;
}

static void add_row(struct qm_grid *grid, const struct qm_ab_row *row)
{
	const struct qm_ab_series *const s = row->again.pairs ? &row->confirm : &row->screen;
	const struct qm_effect *const e = evidence(row);
	char text[COLUMNS][CELL] = { "" };
	const char *cell[COLUMNS];

	for (size_t i = 0; i < COLUMNS; i++)
		cell[i] = text[i];
	cell[0] = row->failing ? "FAIL slower" : qm_verdict_name(row->verdict);
	cell[1] = row->name;
	if (s->count > 0 && e->pairs > 0) {
		qm_time_text(text[2], CELL, qm_ab_typical(s, QM_BASE));
		qm_time_text(text[3], CELL, qm_ab_typical(s, QM_NEW));
		snprintf(text[4], CELL, "%+.1f %%", percent(e->estimate));
		if (isfinite(e->low) && isfinite(e->high))
			snprintf(text[5], CELL, "%+.1f .. %+.1f %%", percent(e->low),
			         percent(e->high));
		snprintf(text[6], CELL, "%+.1f %%", percent(qm_ab_median_effect(s)));
		snprintf(text[7], CELL, "%zu", s->count);
	}
	qm_grid_row(grid, cell);
}

static bool is_news(const struct qm_ab_row *row)
{
	return row->verdict != QM_SAME && row->verdict != QM_UNMEASURED;
}

/* The rows that are to be looked at, or all of them; the worst first. */
static void collect(struct qm_grid *grid, const struct qm_ab *ab, bool all)
{
	static const enum qm_verdict order[] = { QM_BAD_RESULT, QM_SLOWER, QM_UNCLEAR,
		                                 QM_FASTER, QM_ENVIRONMENT, QM_SAME,
		                                 QM_UNMEASURED };

	qm_grid_start(grid, columns, COLUMNS);
	for (size_t v = 0; v < sizeof order / sizeof order[0]; v++)
		for (size_t i = 0; i < ab->rows; i++)
			if (ab->row[i].verdict == order[v] && (all || is_news(&ab->row[i])))
				add_row(grid, &ab->row[i]);
}

static void list_reasons(FILE *to, const struct qm_ab *ab, const char *before)
{
	size_t late = 0;

	for (size_t i = 0; i < ab->rows; i++) {
		const struct qm_ab_row *const row = &ab->row[i];

		if (*row->reason && is_news(row))
			fprintf(to, "%s%s %s: %s\n", before, qm_verdict_name(row->verdict),
			        row->name, row->reason);
		late += row->verdict == QM_UNMEASURED;
	}
	if (late)
		fprintf(to, "%s%zu rows were not measured\n", before, late);
	for (size_t i = 0; i < ab->families; i++)
		if (ab->family[i].suspected)
			fprintf(to, "%s%s family %s: %+.1f %% on average over %zu rows, %s\n",
			        before, ab->family[i].failing ? "FAIL" : "unclear",
			        ab->family[i].name, percent(ab->family[i].effect.estimate),
			        ab->family[i].rows,
			        ab->family[i].failing ? "confirmed" : "not confirmed");
	for (size_t i = 0; i < ab->alones[0]; i++)
		fprintf(to, "%sonly in base: %s\n", before, ab->alone[0][i]);
	for (size_t i = 0; i < ab->alones[1]; i++)
		fprintf(to, "%sonly in new: %s\n", before, ab->alone[1][i]);
}

static void summary(FILE *to, const struct qm_ab *ab)
{
	size_t count[QM_VERDICTS] = { 0 };
	const char *between = "";

	for (size_t i = 0; i < ab->rows; i++)
		count[ab->row[i].verdict]++;
	fprintf(to, "%zu rows: ", ab->rows);
	for (size_t v = 0; v < QM_VERDICTS; v++)
		if (count[v]) {
			fprintf(to, "%s%zu %s", between, count[v],
			        qm_verdict_name((enum qm_verdict)v));
			between = ", ";
		}
	fprintf(to, "%s\n", ab->interrupted ? "; interrupted" : "");
}

/* What it was measured on, and how to see it again. */
static void footing(FILE *to, const struct qm_ab *ab, const char *before)
{
	struct qm_machine m;

	qm_machine_gather(&m);
	fprintf(to, "%sA/A floor %.1f %%, margin %.1f %%, fails at %.1f %%, seed %llu, %.0f s\n",
	        before, percent(ab->floor), percent(ab->margin), percent(ab->rules.fail_at),
	        (unsigned long long)ab->seed, ab->seconds);
	fprintf(to, "%s%s, %zu CPUs, load %.1f\n", before, m.cpu, m.threads,
	        m.load_count ? m.load[0] : 0);
	/* In Markdown stars of patterns would be taken for emphasis. */
	const char *const quote = *before ? "`" : "";

	fprintf(to, "%sagain: %s%s", before, quote, ab->options->command_line);
	if (!ab->options->seed)
		fprintf(to, " --seed %llu", (unsigned long long)ab->seed);
	fprintf(to, "%s\n", quote);
}

static bool put_table(FILE *to, const struct qm_ab *ab, size_t width, bool colour)
{
	struct qm_grid grid;

	collect(&grid, ab, true);
	qm_grid_text(&grid, to, width, colour);
	fputc('\n', to);
	list_reasons(to, ab, "");
	summary(to, ab);
	footing(to, ab, "");

	const bool ok = !grid.no_memory;

	qm_grid_free(&grid);
	return ok;
}

static const char *headline(enum qm_code code)
{
	return code == QM_OK          ? "no regression"
	       : code == QM_REGRESSION ? "slower"
	       : code == QM_WRONG      ? "wrong results"
	       : code == QM_UNDECIDED  ? "not decidable here"
	                               : "interrupted";
}

static bool put_markdown(FILE *to, const struct qm_ab *ab, enum qm_code code)
{
	struct qm_grid news, all;

	collect(&news, ab, false);
	collect(&all, ab, true);
	fprintf(to, "### qmark ab: %s\n\n", headline(code));
	summary(to, ab);
	fputc('\n', to);
	if (news.rows) {
		qm_grid_md(&news, to);
		fputc('\n', to);
	}
	list_reasons(to, ab, "- ");
	footing(to, ab, "- ");
	fprintf(to, "\n<details><summary>all rows</summary>\n\n");
	qm_grid_md(&all, to);
	fprintf(to, "\n</details>\n");

	const bool ok = !news.no_memory && !all.no_memory;

	qm_grid_free(&news);
	qm_grid_free(&all);
	return ok;
}

struct report {
	const struct qm_ab *ab;
	enum qm_code code;
};

static bool put(FILE *to, const void *what, enum qm_output format, size_t width, bool colour)
{
	const struct report *const r = what;

	switch (format) {
	case QM_OUT_JSON: return qm_ab_json(to, r->ab, r->code);
	case QM_OUT_MD: return put_markdown(to, r->ab, r->code);
	case QM_OUT_JUNIT: return qm_ab_junit(to, r->ab);
	default: return put_table(to, r->ab, width, colour);
	}
}

bool qm_ab_write(const struct qm_ab *ab, enum qm_code code, struct qm_err *err)
{
	const struct report r = { ab, code };
	const bool written = qm_report_write(put, &r, ab->options, err);

	return qm_report_step_summary(put, &r, written ? err : NULL) && written;
}
