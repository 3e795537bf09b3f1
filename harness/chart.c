/* chart.c - results as bars of text, for those who look at a terminal.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <langinfo.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "harness/chart.h"
#include "harness/grid.h"
#include "harness/out_row.h"

enum {
	BARS = 16,      /* at most: a chart is a glance */
	BAR_LEAST = 16, /* columns, below which a bar tells nothing */
	BAR_MOST = 48,
	NUMBERS = 18    /* columns to the right of a bar */
};

struct chart {
	const struct qm_result *bar[BARS];
	size_t count;
};

static double gops(const struct qm_result *r)
{
	return qm_result_ops(r) / r->time.median * 1e-9;
}

static bool same_shape(const struct qm_result *a, const struct qm_result *b)
{
	return a->shape.m == b->shape.m && a->shape.n == b->shape.n &&
	       a->shape.k == b->shape.k;
}

/* The largest product that was measured, of one token only or of any number. */
static const struct qm_result *largest(const struct qm_results *all, bool one_token)
{
	const struct qm_result *best = NULL;

	for (size_t i = 0; i < all->count; i++) {
		const struct qm_result *const r = &all->row[i];

		if (qm_row_measured(r) && (!one_token || r->shape.m == 1) &&
		    (!best || qm_result_ops(r) > qm_result_ops(best)))
			best = r;
	}
	return best;
}

static bool same_bar(const struct qm_result *a, const struct qm_result *b)
{
	return a->kernel->family == b->kernel->family &&
	       strcmp(a->device.id, b->device.id) == 0;
}

/* Takes the place of a slower row of the same family and device, or one of its own; the
 * slowest falls off the end.
 */
static void insert(struct chart *chart, const struct qm_result *r)
{
	size_t at = 0;

	while (at < chart->count && !same_bar(chart->bar[at], r))
		at++;
	if (at < chart->count && gops(chart->bar[at]) >= gops(r))
		return;
	if (at == chart->count) {
		if (at == BARS && gops(chart->bar[--at]) >= gops(r))
			return;
		chart->count = at + 1;
	}
	for (; at > 0 && gops(chart->bar[at - 1]) < gops(r); at--)
		chart->bar[at] = chart->bar[at - 1];
	chart->bar[at] = r;
}

/* A bar of so many columns, in eighths of one where the terminal has the letters. */
static void draw_bar(FILE *to, double columns, int width, bool blocks)
{
	static const char *const part[] = { "", "▏", "▎", "▍", "▌", "▋", "▊", "▉" };
	const int eighths = (int)lround(columns * 8);
	const int full = blocks ? eighths / 8 : (int)lround(columns);
	const int rest = blocks ? eighths % 8 : 0;

	for (int i = 0; i < full; i++)
		fputs(blocks ? "█" : "#", to);
	fputs(part[rest], to);
	fprintf(to, "%*s", width - full - (rest > 0), "");
}

static int digits(double x)
{
	return x < 1 ? 3 : x < 10 ? 2 : x < 100 ? 1 : 0;
}

static void draw(FILE *to, const struct qm_report *report, const struct chart *chart,
                 bool blocks)
{
	const double most = gops(chart->bar[0]);
	int name = 0, device = 0;

	for (size_t i = 0; i < chart->count; i++) {
		const int n = (int)strlen(chart->bar[i]->kernel->name);
		const int d = (int)strlen(chart->bar[i]->device.id);

		name = n > name ? n : name;
		device = d > device ? d : device;
	}

	const int room = (int)report->width - name - device - 4 - NUMBERS;
	const int width = room > BAR_MOST ? BAR_MOST : room;
	const struct qm_shape s = chart->bar[0]->shape;

	if (width < BAR_LEAST)
		return;
	fprintf(to, "\n%s%zux%zux%zu, the fastest of each family%s, and times f32\n",
	        report->colour ? "\033[1m" : "", s.m, s.n, s.k,
	        report->colour ? "\033[0m" : "");
	for (size_t i = 0; i < chart->count; i++) {
		const struct qm_result *const r = chart->bar[i];
		const double speed = gops(r), f32 = qm_row_f32_seconds(report->results, r);

		fprintf(to, "%-*s  %-*s  ", name, r->kernel->name, device, r->device.id);
		draw_bar(to, width * speed / most, width, blocks);
		fprintf(to, " %*.*f GOPS", 6, digits(speed), speed);
		if (f32 > 0)
			fprintf(to, " %.*fx", f32 / r->time.median < 100 ? 2 : 0,
			        f32 / r->time.median);
		fputc('\n', to);
	}
}

static void draw_shape(FILE *to, const struct qm_report *report,
                       const struct qm_result *of, bool blocks)
{
	const struct qm_results *const all = report->results;
	struct chart chart = { .count = 0 };

	for (size_t i = 0; i < all->count; i++)
		if (qm_row_measured(&all->row[i]) && same_shape(&all->row[i], of))
			insert(&chart, &all->row[i]);
	/* One bar alone compares nothing. */
	if (chart.count > 1)
		draw(to, report, &chart, blocks);
}

void qm_out_chart(FILE *to, const struct qm_report *report, bool blocks)
{
	const struct qm_result *const token = largest(report->results, true);
	const struct qm_result *const large = largest(report->results, false);

	if (token)
		draw_shape(to, report, token, blocks);
	if (large && (!token || !same_shape(token, large)))
		draw_shape(to, report, large, blocks);
}

/* What the user's locale says of the terminal; the program's own stays "C". */
static bool has_blocks(void)
{
	const locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);

	if (!locale)
		return false;

	const bool utf8 = strcmp(nl_langinfo_l(CODESET, locale), "UTF-8") == 0;

	freelocale(locale);
	return utf8;
}

void qm_chart_print(const struct qm_results *results, const struct qm_options *o)
{
	const struct qm_report report = {
		.results = results,
		.options = o,
		.width = qm_terminal_width(),
		.colour = o->colour,
	};

	if (report.width && o->format == QM_OUT_TABLE && !o->quiet && !o->no_chart)
		qm_out_chart(stdout, &report, has_blocks());
}
