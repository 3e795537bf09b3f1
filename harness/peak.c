/* peak.c - `qmark peak`: what this machine can do at most, format by format.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/ceilings_json.h"
#include "harness/commands.h"
#include "harness/peak_best.h"
#include "harness/section.h"

static const struct qm_column ceiling_columns[] = {
	{ "device", false, 0 },       { "threads", true, 0 },  { "format", false, 0 },
	{ "operands", false, 3 },     { "sums in", false, 4 }, { "instruction", false, 2 },
	{ "TOPS", true, 0 },          { "vs f32", true, 0 },   { "best kernel", false, 1 },
	{ "of peak", true, 1 },
};
static const struct qm_column bandwidth_columns[] = {
	{ "device", false, 0 }, { "threads", true, 0 },     { "memory", false, 0 },
	{ "over", true, 1 },    { "read, GB/s", true, 0 }, { "copy, GB/s", true, 0 },
};

enum { CELL = 48 };

/* The fastest multiply-add of floats, which others are compared with; 0: none. */
static double f32_of(const struct qm_peaks *peaks)
{
	double best = 0;

	for (size_t i = 0; i < peaks->ceilings; i++)
		if (strcmp(peaks->ceiling[i].format, "f32") == 0 && peaks->ceiling[i].ops > best)
			best = peaks->ceiling[i].ops;
	return best;
}

static void threads_cell(char *text, const struct qm_site *site)
{
	if (site->threads)
		snprintf(text, CELL, "%zu", site->threads);
}

static void add_ceiling(struct qm_section *s, const struct qm_ceilings *of, size_t index,
                        const struct qm_best *best)
{
	const struct qm_ceiling *const c = &of->peaks.ceiling[index];
	const double f32 = f32_of(&of->peaks);
	char threads[CELL] = "", tops[CELL], times[CELL] = "", share[CELL] = "";

	threads_cell(threads, of->site);
	snprintf(tops, sizeof tops, "%.3f", c->ops * 1e-12);
	if (f32 > 0)
		snprintf(times, sizeof times, "%.2fx", c->ops / f32);
	if (best)
		snprintf(share, sizeof share, "%.0f %%", best->share * 100);

	const char *const cell[] = { of->site->info.id, threads, c->format, c->operands,
		                     c->accumulator, c->instruction, tops, times,
		                     best ? best->kernel : "", share };

	qm_grid_row(&s->grid, cell);
}

/* The same in JSON: what a result file says of it, and the comparisons. */
static void extend_json(json_t *object, const struct qm_ceilings *of, size_t index,
                        const struct qm_best *best)
{
	const double f32 = f32_of(&of->peaks);

	json_object_set_new(object, "times_f32",
	                    f32 > 0 ? json_real(of->peaks.ceiling[index].ops / f32) : json_null());
	json_object_set_new(object, "best_kernel", best ? json_string(best->kernel) : json_null());
	json_object_set_new(object, "best_share", best ? json_real(best->share) : json_null());
}

static void ceilings_section(struct qm_section *s, const struct qm_ceilings *list, size_t count,
                             const struct qm_bests *bests)
{
	size_t row = 0;

	qm_section_start(s, "ceilings", ceiling_columns, 10);
	json_decref(s->json);
	s->json = qm_ceilings_json(list, count);
	for (size_t i = 0; i < count; i++) {
		if (i)
			qm_grid_row(&s->grid, NULL);
		for (size_t c = 0; c < list[i].peaks.ceilings; c++) {
			const struct qm_best *const best =
				qm_best_find(bests, list[i].site, list[i].peaks.ceiling[c].name);

			add_ceiling(s, &list[i], c, best);
			extend_json(json_array_get(s->json, row++), &list[i], c, best);
		}
	}
}

static void add_bandwidth(struct qm_section *s, const struct qm_site *site,
                          const struct qm_bandwidth *b)
{
	char threads[CELL] = "", over[CELL], read[CELL], copy[CELL];

	threads_cell(threads, site);
	snprintf(over, sizeof over, "%.4g MB", (double)b->bytes * 1e-6);
	snprintf(read, sizeof read, "%.4g", b->read * 1e-9);
	snprintf(copy, sizeof copy, "%.4g", b->copy * 1e-9);

	const char *const cell[] = { site->info.id, threads, b->level, over, read, copy };

	qm_grid_row(&s->grid, cell);
}

static void bandwidths_section(struct qm_section *s, const struct qm_ceilings *list,
                               size_t count)
{
	qm_section_start(s, "bandwidths", bandwidth_columns, 6);
	json_decref(s->json);
	s->json = qm_bandwidths_json(list, count);
	for (size_t i = 0; i < count; i++) {
		if (i)
			qm_grid_row(&s->grid, NULL);
		for (size_t b = 0; b < list[i].peaks.bandwidths; b++)
			add_bandwidth(s, list[i].site, &list[i].peaks.bandwidth[b]);
	}
}

static bool report(const struct qm_options *o, const struct qm_ceilings *list, size_t count,
                   struct qm_err *err)
{
	struct qm_section section[2] = { 0 };
	struct qm_bests bests = { 0 };
	bool ok = qm_bests_read(&bests, &o->results, err);

	if (ok) {
		ceilings_section(&section[0], list, count, &bests);
		bandwidths_section(&section[1], list, count);
		ok = qm_sections_print(section, 2, o, err);
	}
	for (size_t i = 0; i < 2; i++)
		qm_section_free(&section[i]);
	qm_bests_free(&bests);
	return ok;
}

enum qm_code qm_command_peak(const struct qm_options *o, struct qm_err *err)
{
	struct qm_ceilings *list = NULL;
	struct qm_plan_list plan;

	if (!qm_sites_open(o, &plan, err))
		return err->code;

	const size_t count = qm_ceilings_measure(&plan, &list);
	const bool ok = count > 0 ? report(o, list, count, err)
	                          : qm_fail(err, QM_SKIPPED, "no device could be measured");

	free(list);
	qm_plan_free(&plan);
	return ok ? QM_OK : err->code;
}
