/* sites.c - the devices of a run, opened.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/backends.h"
#include "harness/plan.h"

/* --threads "1,2,all": 0 stands for all. */
static bool read_threads(const char *word, size_t *threads, struct qm_err *err)
{
	char *end;

	if (strcmp(word, "all") == 0) {
		*threads = 0;
		return true;
	}
	errno = 0;

	const long x = strtol(word, &end, 10);

	if (errno || *end || end == word || x < 1 || x > 65536)
		return qm_fail(err, QM_USAGE,
		               "--threads: '%s' is not a number from 1 on, nor the word all", word);
	*threads = (size_t)x;
	return true;
}

static bool already_open(const struct qm_plan_list *plan, const struct qm_site *site)
{
	for (size_t i = 0; i < plan->site_count; i++)
		if (strcmp(plan->site[i].info.id, site->info.id) == 0 &&
		    plan->site[i].threads == site->threads)
			return true;
	return false;
}

/* Opens one site; "1,2,all" may name the same number of threads twice: once is enough. */
static bool open_site(struct qm_plan_list *plan, const struct qm_found_device *found,
                      size_t threads, struct qm_err *err)
{
	const struct qm_open how = { threads, found->part, found->parts };
	struct qm_site site = { .backend = found->backend, .info = found->info };
	struct qm_site *grown;

	site.device = site.backend->open(found->index, &how, err);
	if (!site.device)
		return false;
	site.threads = site.backend->threads(site.device);
	site.backend->placement(site.device, site.placement, sizeof site.placement);
	if (already_open(plan, &site)) {
		site.backend->close(site.device);
		return true;
	}
	grown = realloc(plan->site, (plan->site_count + 1) * sizeof *grown);
	if (!grown) {
		site.backend->close(site.device);
		return qm_fail(err, QM_WRONG, "not enough memory");
	}
	plan->site = grown;
	plan->site[plan->site_count++] = site;
	if (strncmp(site.placement, "not bound", 9) == 0)
		fprintf(stderr, "qmark: %s: %s\n", site.info.id, site.placement);
	return true;
}

static bool open_found(const struct qm_options *o, struct qm_plan_list *plan,
                       const struct qm_found_device *found, struct qm_err *err)
{
	struct qm_err why;

	/* A device that chooses its own threads is opened once, whatever --threads says. */
	if (found->backend == qm_backends[0]) {
		for (size_t i = 0; i < o->threads.count; i++) {
			size_t threads = 0;

			if (!read_threads(o->threads.item[i], &threads, err) ||
			    !open_site(plan, found, threads, err))
				return false;
		}
		return true;
	}
	if (!open_site(plan, found, 0, &why)) {
		if (o->devices.count > 0)
			return qm_fail(err, why.code, "%s: %s", found->info.id, why.text);
		fprintf(stderr, "qmark: %s is left out: %s\n", found->info.id, why.text);
	}
	return true;
}

/* One set of meters for each device, and the power that it draws while nothing runs. */
static void open_meters(struct qm_plan_list *plan)
{
	for (size_t i = 0; i < plan->site_count; i++) {
		struct qm_site *const site = &plan->site[i];

		for (size_t j = 0; j < i && !site->meters; j++)
			if (strcmp(plan->site[j].info.id, site->info.id) == 0)
				site->meters = plan->site[j].meters;
		if (site->meters)
			continue;
		site->meters = qm_meters_open(&qm_energy_here, &site->info);
		if (site->meters)
			qm_meters_idle(site->meters, 1);
	}
}

bool qm_sites_open(const struct qm_options *o, struct qm_plan_list *plan, struct qm_err *err)
{
	struct qm_devices devices;
	bool ok = true;

	memset(plan, 0, sizeof *plan);
	if (!qm_devices_choose(&o->devices, &devices, err))
		return false;
	for (size_t i = 0; i < devices.missing_count && !o->quiet; i++)
		fprintf(stderr, "qmark: %s: %s\n", devices.missing[i].backend->name,
		        devices.missing[i].reason);
	for (size_t i = 0; ok && i < devices.count; i++)
		ok = open_found(o, plan, &devices.device[i], err);
	qm_devices_free(&devices);
	if (ok && plan->site_count == 0)
		ok = qm_fail(err, QM_SKIPPED, "no device could be opened");
	if (!ok)
		qm_plan_free(plan);
	else if (o->energy && !o->dry_run)
		open_meters(plan);
	return ok;
}

void qm_plan_free(struct qm_plan_list *plan)
{
	for (size_t i = 0; i < plan->site_count; i++) {
		struct qm_meters *const meters = plan->site[i].meters;

		plan->site[i].backend->close(plan->site[i].device);
		for (size_t j = i; j < plan->site_count; j++)
			if (plan->site[j].meters == meters)
				plan->site[j].meters = NULL;
		qm_meters_close(meters);
	}
	free(plan->site);
	free(plan->point);
	memset(plan, 0, sizeof *plan);
}
