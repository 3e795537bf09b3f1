/* plan.c - which kernels, on which shapes, where.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/backends.h"
#include "harness/plan.h"
#include "harness/shapes.h"
#include "harness/text.h"

enum { KERNELS_MAX = 512 };

/* The names of all kernels in this build, as a list. */
struct names {
	size_t count;
	const char *name[KERNELS_MAX];
};

static void all_kernels(struct names *names)
{
	names->count = 0;
	for (size_t b = 0; b < qm_backend_count; b++)
		for (size_t i = 0; i < qm_backends[b]->kernel_count(); i++)
			if (names->count < KERNELS_MAX)
				names->name[names->count++] = qm_backends[b]->kernel(i)->name;
}

static const char *family_name(size_t index, const void *arg)
{
	(void)arg;
	return qm_families[index]->name;
}

/* Each pattern fits one of the names. */
static bool patterns_ok(const struct qm_list *patterns, const char *option, const char *what,
                        size_t count, qm_name_fn *name, const void *arg, struct qm_err *err)
{
	for (size_t p = 0; p < patterns->count; p++) {
		bool fits = false;

		for (size_t i = 0; i < count && !fits; i++)
			fits = qm_glob(patterns->item[p], name(i, arg));
		if (!fits)
			return qm_unknown(err, option, what, patterns->item[p], count, name, arg);
	}
	return true;
}

bool qm_selection_ok(const struct qm_options *o, struct qm_err *err)
{
	struct names names;

	all_kernels(&names);
	return patterns_ok(&o->families, "--family", "family", qm_family_count, family_name, NULL,
	                   err) &&
	       patterns_ok(&o->kernels, "--kernel", "kernel", names.count, qm_string_name,
	                   names.name, err) &&
	       patterns_ok(&o->excludes, "--exclude", "kernel", names.count, qm_string_name,
	                   names.name, err);
}

static bool is_reference(const char *name)
{
	const size_t n = strlen(name);

	return n > 4 && strcmp(name + n - 4, "_ref") == 0;
}

static bool fits_ours(const char *pattern)
{
	for (size_t b = 0; b < qm_backend_count; b++)
		for (size_t i = 0; i < qm_backends[b]->kernel_count(); i++) {
			const struct qm_kernel *const kernel = qm_backends[b]->kernel(i);

			if (!kernel->library && qm_glob(pattern, kernel->name))
				return true;
		}
	return false;
}

/* i8_* asks for our own kernels, f32_openblas and *_onednn for peers. */
static bool asks_for(const struct qm_list *patterns, const struct qm_kernel *peer)
{
	for (size_t p = 0; p < patterns->count; p++)
		if (qm_glob(patterns->item[p], peer->name) && !fits_ours(patterns->item[p]))
			return true;
	return false;
}

bool qm_kernel_chosen(const struct qm_options *o, const struct qm_kernel *kernel)
{
	if (o->families.count > 0 && !qm_glob_any(&o->families, kernel->family->name))
		return false;
	if (qm_glob_any(&o->excludes, kernel->name))
		return false;
	if (kernel->library && !o->peers && !o->versus)
		return asks_for(&o->kernels, kernel);
	if (o->kernels.count == 0)
		return !is_reference(kernel->name);
	return qm_glob_any(&o->kernels, kernel->name);
}

static const char *set_name(size_t index, const void *arg)
{
	(void)arg;
	return qm_shape_sets[index]->name;
}

struct shapes {
	size_t count;
	struct qm_shape *shape;
};

/* Each shape once: networks repeat theirs. */
static bool add_shape(struct shapes *to, struct qm_shape s, struct qm_err *err)
{
	for (size_t i = 0; i < to->count; i++)
		if (memcmp(&to->shape[i], &s, sizeof s) == 0)
			return true;

	struct qm_shape *grown = realloc(to->shape, (to->count + 1) * sizeof *grown);

	if (!grown)
		return qm_fail(err, QM_WRONG, "not enough memory");
	to->shape = grown;
	to->shape[to->count++] = s;
	return true;
}

static bool choose_shapes(const struct qm_options *o, struct shapes *shapes,
                          struct qm_err *err)
{
	for (size_t i = 0; i < o->suites.count; i++) {
		const struct qm_shape_set *set = qm_shape_set_find(o->suites.item[i]);

		if (!set)
			return qm_unknown(err, "--suite", "shape set", o->suites.item[i],
			                  qm_shape_set_count, set_name, NULL);
		for (size_t s = 0; s < set->count; s++)
			if (!add_shape(shapes, set->shape[s].shape, err))
				return false;
	}
	for (size_t i = 0; i < o->shapes.count; i++) {
		struct qm_shape s;

		if (!qm_shape_parse(o->shapes.item[i], &s, err) || !add_shape(shapes, s, err))
			return false;
	}
	return true;
}

/* The regular expression of --filter; as in Google Benchmark a '-' ahead of it negates. */
struct filter {
	bool used, negated;
	regex_t regex;
};

static bool compile_filter(const struct qm_options *o, struct filter *f, struct qm_err *err)
{
	char why[200];

	memset(f, 0, sizeof *f);
	if (!o->filter || !*o->filter || strcmp(o->filter, "all") == 0)
		return true;
	f->negated = o->filter[0] == '-';

	const int code = regcomp(&f->regex, o->filter + f->negated, REG_EXTENDED | REG_NOSUB);

	if (code == 0) {
		f->used = true;
		return true;
	}
	regerror(code, &f->regex, why, sizeof why);
	return qm_fail(err, QM_USAGE, "--filter: '%s' is not a regular expression: %s", o->filter,
	               why);
}

static bool passes(const struct filter *f, const char *name)
{
	return !f->used || (regexec(&f->regex, name, 0, NULL, 0) == 0) != f->negated;
}

static void name_point(struct qm_point *p)
{
	char threads[24] = "auto";

	if (p->site->threads)
		snprintf(threads, sizeof threads, "%zu", p->site->threads);
	snprintf(p->name, sizeof p->name, "%s/%s/%zux%zux%zu/threads:%s/%s", p->kernel->name,
	         p->site->info.id, p->shape.m, p->shape.n, p->shape.k, threads,
	         p->cold ? "cold" : "hot");
}

static bool add_point(struct qm_plan_list *plan, const struct qm_site *site,
                      const struct qm_kernel *kernel, struct qm_shape shape, bool cold,
                      const struct filter *filter, struct qm_err *err)
{
	struct qm_point p = { .site = site, .kernel = kernel, .shape = shape, .cold = cold };
	struct qm_err why = { 0 };

	name_point(&p);
	if (!passes(filter, p.name))
		return true;
	p.runnable = site->backend->can_run(site->device, kernel, &why) &&
	             qm_shape_ok(kernel->family, shape, &why);
	snprintf(p.reason, sizeof p.reason, "%.*s", (int)sizeof p.reason - 1, why.text);

	/* Room for powers of two. */
	if ((plan->count & (plan->count - 1)) == 0) {
		const size_t room = plan->count ? 2 * plan->count : 1;
		struct qm_point *grown = realloc(plan->point, room * sizeof *grown);

		if (!grown)
			return qm_fail(err, QM_WRONG, "not enough memory");
		plan->point = grown;
	}
	plan->point[plan->count++] = p;
	return true;
}

/* The points of one family and shape: on every site, every kernel. */
static bool add_group(const struct qm_options *o, struct qm_plan_list *plan,
                      const struct qm_family *family, struct qm_shape shape,
                      const struct filter *filter, struct qm_err *err)
{
	for (size_t s = 0; s < plan->site_count; s++) {
		const struct qm_site *site = &plan->site[s];

		for (size_t i = 0; i < site->backend->kernel_count(); i++) {
			const struct qm_kernel *kernel = site->backend->kernel(i);

			if (kernel->family != family || !qm_kernel_chosen(o, kernel))
				continue;
			for (int cold = 0; cold < 2; cold++)
				if (qm_glob_any(&o->caches, cold ? "cold" : "hot") &&
				    !add_point(plan, site, kernel, shape, cold, filter, err))
					return false;
		}
	}
	return true;
}

/* A shape that no chosen family can compute is a mistake of the user. */
static bool shapes_ok(const struct qm_options *o, const struct shapes *shapes,
                      struct qm_err *err)
{
	for (size_t s = 0; s < shapes->count; s++) {
		bool any = false;

		for (size_t f = 0; f < qm_family_count && !any; f++) {
			const char *name = qm_families[f]->name;

			if (o->families.count == 0 || qm_glob_any(&o->families, name))
				any = qm_shape_ok(qm_families[f], shapes->shape[s], err);
		}
		if (!any)
			return false;
	}
	return true;
}

/* Groups are dealt like cards, so that every part gets small and large ones; points of a
 * group stay together, for they share their operands.
 */
static bool keep_shard(const struct qm_options *o, struct qm_plan_list *plan,
                       struct qm_err *err)
{
	struct qm_point last = { 0 };
	size_t kept = 0, groups = 0;

	for (size_t i = 0; i < plan->count; i++) {
		const struct qm_point p = plan->point[i];

		groups += i == 0 || p.kernel->family != last.kernel->family ||
		          memcmp(&p.shape, &last.shape, sizeof p.shape) != 0;
		if ((groups - 1) % o->shards == o->shard - 1)
			plan->point[kept++] = p;
		last = p;
	}
	plan->count = kept;
	return kept > 0 || qm_fail(err, QM_SKIPPED,
	                           "--shard %zu/%zu: nothing is left for this part: there are "
	                           "%zu pairs of family and shape", o->shard, o->shards,
	                           groups);
}

bool qm_plan_points(const struct qm_options *o, struct qm_plan_list *plan, struct qm_err *err)
{
	struct shapes shapes = { 0 };
	struct filter filter;
	bool ok = compile_filter(o, &filter, err) && qm_selection_ok(o, err) &&
	          choose_shapes(o, &shapes, err) && shapes_ok(o, &shapes, err);

	for (size_t s = 0; ok && s < shapes.count; s++)
		for (size_t f = 0; ok && f < qm_family_count; f++)
			ok = add_group(o, plan, qm_families[f], shapes.shape[s], &filter, err);
	if (ok && plan->count == 0)
		ok = qm_fail(err, QM_USAGE, "nothing matched: no kernel on the chosen devices has "
		             "the chosen family, name and shape (see: qmark list)");
	if (ok && o->shards)
		ok = keep_shard(o, plan, err);
	if (filter.used)
		regfree(&filter.regex);
	free(shapes.shape);
	return ok;
}
