/* roof.c - the arithmetic of the roofline model.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "harness/roof.h"

/* Above it a row is not believed: clocks and ceilings are not known better than that. */
static const double believed = 1.05;

/* The fastest class that serves the format: a library takes what it likes. */
static const struct qm_ceiling *fastest_for(const struct qm_peaks *peaks, const char *format)
{
	const struct qm_ceiling *best = NULL;

	for (size_t i = 0; i < peaks->ceilings; i++)
		if (strcmp(peaks->ceiling[i].format, format) == 0 &&
		    (!best || peaks->ceiling[i].ops > best->ops))
			best = &peaks->ceiling[i];
	return best;
}

const struct qm_ceiling *qm_class_of(const struct qm_peaks *peaks, const struct qm_kernel *kernel)
{
	if (kernel->library)
		return fastest_for(peaks, kernel->family->name);
	for (size_t i = 0; i < peaks->ceilings; i++)
		if (strcmp(peaks->ceiling[i].name, kernel->name) == 0)
			return &peaks->ceiling[i];
	for (size_t i = 0; i < peaks->ceilings; i++) {
		const size_t length = strlen(peaks->ceiling[i].instruction);

		/* fmla is not fmlal */
		if (strncmp(kernel->idea, peaks->ceiling[i].instruction, length) == 0 &&
		    !isalnum((unsigned char)kernel->idea[length]))
			return &peaks->ceiling[i];
	}
	return NULL;
}

/* The bytes that must come from a level.  Weights that rotate are all read from the last. */
static double bytes_from(const struct qm_bandwidth *level, bool last, const struct qm_result *r)
{
	const double all = r->roof.bytes, before = (double)level->before;
	const double rest = all > before ? all - before : 0;

	return last && strcmp(r->cache, "cold") == 0 && rest < (double)r->b_bytes
	       ? (double)r->b_bytes : rest;
}

struct qm_roof qm_roof_over(const struct qm_peaks *peaks, const struct qm_result *r)
{
	const struct qm_ceiling *const class = qm_class_of(peaks, r->kernel);
	const size_t one_in = r->kernel->family->one_in;
	const double ops = qm_result_ops(r);
	struct qm_roof roof = r->roof;
	double least = 0; /* seconds */

	roof.class = class ? class->name : NULL;
	roof.ceiling = class ? class->ops * (double)(one_in ? one_in : 1) : 0;
	roof.level = NULL;
	if (roof.ceiling > 0) {
		roof.level = "compute";
		least = ops / roof.ceiling;
	}
	for (size_t i = 0; i < peaks->bandwidths; i++) {
		const struct qm_bandwidth *const b = &peaks->bandwidth[i];
		const double best = b->read > b->copy ? b->read : b->copy;
		const double seconds = bytes_from(b, i + 1 == peaks->bandwidths, r) / best;

		if (seconds <= least)
			continue;
		least = seconds;
		roof.level = b->level;
	}
	roof.ops = least > 0 ? ops / least : 0;
	roof.share = least > 0 ? least / r->time.median : 0;
	return roof;
}

/* The packed weights are what a kernel reads: with cold caches every byte of them. */
static double cold_share(const struct qm_peaks *peaks, const struct qm_result *r)
{
	const struct qm_bandwidth *const last =
		peaks->bandwidths ? &peaks->bandwidth[peaks->bandwidths - 1] : NULL;

	if (!last || strcmp(r->cache, "cold") != 0)
		return 0;
	return (double)r->costs.packed_bytes / r->time.median / last->read;
}

static bool above(const struct qm_peaks *peaks, const struct qm_result *r)
{
	return r->status == QM_ROW_OK &&
	       (r->roof.share > believed || cold_share(peaks, r) > believed);
}

static void refuse(const struct qm_peaks *peaks, struct qm_result *r)
{
	const struct qm_roof *const roof = &r->roof;

	r->status = QM_ROW_FAILED;
	if (cold_share(peaks, r) > believed)
		snprintf(r->reason, sizeof r->reason,
		         "it would have read its weights at %.3g GB/s, %.0f %% of what memory "
		         "gives (%.3g GB/s): the caches were not cold",
		         (double)r->costs.packed_bytes / r->time.median * 1e-9,
		         cold_share(peaks, r) * 100,
		         peaks->bandwidth[peaks->bandwidths - 1].read * 1e-9);
	else
		snprintf(r->reason, sizeof r->reason,
		         "%.4g GOPS are %.0f %% of its roof of %.4g GOPS (%s%s%s): it cannot have "
		         "done all of the work", qm_result_ops(r) / r->time.median * 1e-9,
		         roof->share * 100, roof->ops * 1e-9, roof->level,
		         strcmp(roof->level, "compute") == 0 ? ", " : "",
		         strcmp(roof->level, "compute") == 0 ? roof->class : "");
}

static bool is_of(const struct qm_result *r, const struct qm_site *site)
{
	return r->threads == site->threads && strcmp(r->device.id, site->info.id) == 0;
}

/* Every row of the site under its roof; returns how many are above it. */
static size_t judge_site(struct qm_results *results, const struct qm_ceilings *c)
{
	size_t count = 0;

	for (size_t i = 0; i < results->count; i++) {
		struct qm_result *const r = &results->row[i];

		if (r->status != QM_ROW_OK || !is_of(r, c->site))
			continue;
		r->roof = qm_roof_over(&c->peaks, r);
		count += above(&c->peaks, r);
	}
	return count;
}

void qm_results_judge(struct qm_results *results, const struct qm_plan_list *plan,
                      struct qm_ceilings *list, size_t count)
{
	enum { AGAIN = 3 };

	for (size_t s = 0; s < count; s++) {
		for (int i = 0; judge_site(results, &list[s]) > 0 && i < AGAIN; i++)
			qm_ceilings_again(plan, &list[s]);
		for (size_t i = 0; i < results->count; i++)
			if (is_of(&results->row[i], list[s].site) &&
			    above(&list[s].peaks, &results->row[i]))
				refuse(&list[s].peaks, &results->row[i]);
	}
}
