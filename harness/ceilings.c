/* ceilings.c - what each site can do at most, measured in the run that is judged by it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/roof.h"

/* The kernels of a site's points, each once; without points, all that can run there. */
static size_t kernels_of(const struct qm_plan_list *plan, const struct qm_site *site,
                         const struct qm_kernel **kernels)
{
	const struct qm_backend *const backend = site->backend;
	size_t count = 0;

	for (size_t i = 0; i < backend->kernel_count(); i++) {
		const struct qm_kernel *const kernel = backend->kernel(i);
		bool wanted = plan->count == 0 && !kernel->library &&
		              backend->can_run(site->device, kernel, NULL);

		for (size_t p = 0; p < plan->count && !wanted; p++)
			wanted = plan->point[p].site == site && plan->point[p].kernel == kernel &&
			         plan->point[p].runnable;
		if (wanted)
			kernels[count++] = kernel;
	}
	return count;
}

static bool measure(const struct qm_plan_list *plan, const struct qm_site *site,
                    struct qm_peaks *peaks)
{
	const struct qm_kernel **const kernels =
		calloc(site->backend->kernel_count() + 1, sizeof *kernels);
	const size_t count = kernels ? kernels_of(plan, site, kernels) : 0;
	struct qm_err err = { QM_WRONG, "not enough memory" };
	bool ok;

	memset(peaks, 0, sizeof *peaks);
	ok = kernels && site->backend->peaks(site->device, kernels, count, peaks, &err);
	if (!ok)
		fprintf(stderr, "qmark: %s: its ceilings were not measured: %s\n", site->info.id,
		        err.text);
	free(kernels);
	return ok;
}

size_t qm_ceilings_measure(const struct qm_plan_list *plan, struct qm_ceilings **list)
{
	size_t count = 0;

	*list = calloc(plan->site_count, sizeof **list);
	for (size_t i = 0; *list && i < plan->site_count; i++) {
		const struct qm_site *const site = &plan->site[i];

		if (!site->backend->peaks || !measure(plan, site, &(*list)[count].peaks))
			continue;
		(*list)[count++].site = site;
	}
	return count;
}

static void keep_best(double *best, double x)
{
	*best = x > *best ? x : *best;
}

/* A class may be missing from either list: its measurement failed that time. */
static void merge(struct qm_peaks *best, const struct qm_ceiling *more)
{
	size_t i = 0;

	while (i < best->ceilings && strcmp(best->ceiling[i].name, more->name) != 0)
		i++;
	if (i < best->ceilings)
		keep_best(&best->ceiling[i].ops, more->ops);
	else if (i < QM_CEILINGS_MAX)
		best->ceiling[best->ceilings++] = *more;
}

void qm_ceilings_again(const struct qm_plan_list *plan, struct qm_ceilings *ceilings)
{
	struct qm_peaks *const best = &ceilings->peaks;
	struct qm_peaks more;

	if (!measure(plan, ceilings->site, &more))
		return;
	for (size_t i = 0; i < more.ceilings; i++)
		merge(best, &more.ceiling[i]);
	/* The same site has the same memories. */
	for (size_t i = 0; i < best->bandwidths && i < more.bandwidths; i++) {
		keep_best(&best->bandwidth[i].read, more.bandwidth[i].read);
		keep_best(&best->bandwidth[i].copy, more.bandwidth[i].copy);
	}
}
