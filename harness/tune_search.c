/* tune_search.c - the measurements behind a descent: each exact, then fast.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness/batch.h"
#include "harness/check.h"
#include "harness/tuning.h"

enum {
	SAMPLES = 5, /* at most, and two at least */
	DUEL = 9, /* of each of two, in turn */
	RUNS_MAX = 2000
};

/* Below this a launch's own jitter is a large part of a sample. */
static const double sample_seconds = 4e-3;
/* Against the best so far: it will not become the best any more. */
static const double hopeless = 1.3;
/* Enough of one variant: long products are steady. */
static const double enough_seconds = 0.25;
/* Multiply-adds that are checked one by one, as `run` has it. */
static const double full_check = 268435456.0;

struct search {
	const struct qm_site *site;
	const struct qm_kernel *kernel;
	struct qm_problem problem;
	struct qm_checker *checker;
	void *c, *right; /* of this variant, and of the first one, once it was verified */
	bool verified;
	double best;
	struct qm_tuned *found;
	struct qm_err *err;
};

static size_t c_bytes(const struct search *s)
{
	return s->problem.shape.m * s->problem.shape.n * 4;
}

/* The first variant is held against the definition, the others to every bit of its C. */
static bool exact(struct search *s, struct qm_err *why)
{
	if (s->verified)
		return memcmp(s->c, s->right, c_bytes(s)) == 0 ||
		       (qm_checker_check(s->checker, s->c, why) &&
		        qm_fail(why, QM_WRONG,
		                "C differs from that of the standard variant"));
	s->verified = qm_checker_check(s->checker, s->c, why);
	memcpy(s->right, s->c, c_bytes(s));
	return s->verified;
}

/* A job that has computed the right C; NULL, with the reason. */
static struct qm_job *prepare(struct search *s, const struct qm_variant *v,
                              struct qm_err *why)
{
	const struct qm_backend *const backend = s->site->backend;
	struct qm_costs costs;
	struct qm_timing timing;
	struct qm_job *const job = backend->tuning->prepare(s->site->device, s->kernel,
	                                                    &s->problem, v, &costs, why);

	if (!job)
		return NULL;
	memset(s->c, 0xAA, c_bytes(s));
	if (backend->run(job, &timing, why) && backend->fetch(job, s->c, &costs, why)) {
		if (exact(s, why))
			return job;
		s->found->wrong++;
		fprintf(stderr,
		        "qmark: %s on %s, variant '%s', is wrong and will not be used: %s\n",
		        s->kernel->name, s->site->info.id, v->text, why->text);
	}
	backend->release(job);
	return NULL;
}

/* Mean seconds of one product over `runs` of them; negative if one fails. */
static double sample(const struct search *s, struct qm_job *job, size_t runs)
{
	struct qm_timing timing;
	struct qm_err why;
	double sum = 0;

	for (size_t i = 0; i < runs; i++) {
		if (!s->site->backend->run(job, &timing, &why))
			return -1;
		sum += timing.seconds;
	}
	return sum / (double)runs;
}

static size_t runs_for(double seconds)
{
	const double runs = sample_seconds / seconds;

	return runs < 1 ? 1 : runs > RUNS_MAX ? RUNS_MAX : (size_t)runs;
}

/* The least of some samples: what disturbs a sample only ever adds to it. */
static double measure(void *arg, const struct qm_variant *v)
{
	struct search *const s = arg;
	struct qm_err why = { QM_OK, "" };
	struct qm_job *const job = qm_interrupted() ? NULL : prepare(s, v, &why);
	double least = -1, spent = 0;

	s->found->candidates++;
	if (!job) {
		s->found->refused++;
		if (!s->verified)
			*s->err = why;
		return -1;
	}
	least = sample(s, job, 1);
	for (int i = 0; i < SAMPLES && least > 0 && (i < 2 || spent < enough_seconds); i++) {
		const size_t runs = runs_for(least);
		const double seconds = sample(s, job, runs);

		spent += seconds * (double)runs;
		least = seconds < least ? seconds : least;
		if (s->best > 0 && least > hopeless * s->best)
			break;
	}
	s->site->backend->release(job);
	if (least > 0 && (s->best == 0 || least < s->best))
		s->best = least;
	return least;
}

static size_t vary(void *arg, const struct qm_variant *from, size_t axis,
                   struct qm_variant to[QM_VARIANTS_MAX])
{
	const struct search *const s = arg;

	return s->site->backend->tuning->vary(s->site->device, s->kernel,
	                                      s->problem.shape, from, axis, to);
}

static int ascending(const void *x, const void *y)
{
	const double a = *(const double *)x, b = *(const double *)y;

	return (a > b) - (a < b);
}

/* Two variants in turn, so that both see the same machine: medians.  False if one fails. */
static bool duel(struct search *s, const struct qm_variant *const v[2], double median[2])
{
	struct qm_err why;
	struct qm_job *const job[2] = { prepare(s, v[0], &why), prepare(s, v[1], &why) };
	double seconds[2][DUEL];
	bool ok = job[0] && job[1];

	for (int i = 0; ok && i < DUEL; i++)
		for (int side = 0; side < 2; side++) {
			seconds[side][i] = sample(s, job[side], runs_for(s->best));
			ok = ok && seconds[side][i] > 0;
		}
	for (int side = 0; side < 2; side++) {
		if (ok) {
			qsort(seconds[side], DUEL, sizeof seconds[side][0], ascending);
			median[side] = seconds[side][DUEL / 2];
		}
		if (job[side])
			s->site->backend->release(job[side]);
	}
	return ok;
}

/* What won by noise alone, or fails the second time, gives way to the standard. */
static void decide(struct search *s, struct qm_variant winner, double seconds)
{
	struct qm_tuned *const f = s->found;
	const struct qm_variant *const sides[2] = { &f->standard, &winner };
	double median[2];

	f->best = f->standard;
	f->best_seconds = f->standard_seconds = seconds;
	if (strcmp(winner.text, f->standard.text) == 0 || !duel(s, sides, median))
		return;
	f->standard_seconds = f->best_seconds = median[0];
	if (median[1] < median[0]) {
		f->best = winner;
		f->best_seconds = median[1];
	}
}

static void describe(const struct search *s, struct qm_tuned *f)
{
	const struct qm_tuning *const how = s->site->backend->tuning;
	const struct qm_shape shape = s->problem.shape;
	const time_t now = time(NULL);
	struct tm utc;

	how->device(s->site->device, f->device, sizeof f->device);
	how->shape_class(shape, f->shapes, sizeof f->shapes);
	snprintf(f->kernel, sizeof f->kernel, "%s", s->kernel->name);
	snprintf(f->shape, sizeof f->shape, "%zux%zux%zu", shape.m, shape.n, shape.k);
	strftime(f->date, sizeof f->date, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
	f->standard = how->standard(s->site->device, s->kernel, shape);
}

bool qm_tune_search(const struct qm_site *site, const struct qm_kernel *kernel,
                    struct qm_shape shape, uint64_t seed, struct qm_tuned *found,
                    struct qm_err *err)
{
	struct search s = { .site = site, .kernel = kernel, .found = found, .err = err };
	const struct qm_tune_space space = { &s, measure, vary };
	double seconds = -1;

	memset(found, 0, sizeof *found);
	if (!qm_problem_create(&s.problem, kernel->family, shape, err))
		return false;
	qm_problem_fill(&s.problem, QM_DATA_NORMAL, seed);
	qm_fail(err, QM_WRONG, "not enough memory");
	s.c = malloc(c_bytes(&s));
	s.right = malloc(c_bytes(&s));
	s.checker = qm_checker_create(&s.problem, full_check, seed, err);
	describe(&s, found);
	if (s.c && s.right && s.checker) {
		const struct qm_variant best = qm_tune_descend(&space, found->standard,
		                                               &seconds);

		if (seconds > 0 && !qm_interrupted())
			decide(&s, best, seconds);
	}
	qm_checker_destroy(s.checker);
	free(s.c);
	free(s.right);
	qm_problem_destroy(&s.problem);
	if (qm_interrupted())
		return qm_fail(err, QM_INTERRUPTED, "interrupted");
	return seconds > 0;
}
