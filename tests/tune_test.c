/* tune_test.c - the search for variants: what it may choose, on a backend that is made up.
 *
 * A variant is a number of two digits, each a parameter; its time is what the test says, and
 * some variants are wrong, or cannot run.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/tuning.h"

static int failures;

static void check(bool ok, const char *what, const char *seen)
{
	if (ok)
		return;
	printf("tune_test: %s: %s\n", what, seen);
	failures++;
}

/* How the made-up kernel behaves, by variant. */
static struct {
	double seconds[100]; /* 0: cannot run */
	bool wrong[100];     /* one bit of C is another */
	int runs[100];       /* how often it was prepared */
} world;

static int number_of(const struct qm_variant *v)
{
	return atoi(v->text);
}

static struct qm_variant variant(int number)
{
	struct qm_variant v;

	snprintf(v.text, sizeof v.text, "%02d", number);
	return v;
}

static void start_world(void)
{
	memset(&world, 0, sizeof world);
	for (int i = 0; i < 100; i++)
		world.seconds[i] = 1e-3;
}

/* Axis 0 is the ten's digit, axis 1 the one's. */
static size_t vary_digit(int from, size_t axis, struct qm_variant *to)
{
	if (axis > 1)
		return QM_VARIANTS_MAX + 1;
	for (int digit = 0; digit < 10; digit++)
		to[digit] = variant(axis ? from / 10 * 10 + digit
		                         : digit * 10 + from % 10);
	return 10;
}

static double measure_alone(void *arg, const struct qm_variant *v)
{
	const int i = number_of(v);

	(void)arg;
	world.runs[i]++;
	return world.seconds[i] > 0 && !world.wrong[i] ? world.seconds[i] : -1;
}

static size_t vary_alone(void *arg, const struct qm_variant *from, size_t axis,
                         struct qm_variant *to)
{
	(void)arg;
	return vary_digit(number_of(from), axis, to);
}

static void expect_descent(const char *what, int from, int to)
{
	const struct qm_tune_space space = { NULL, measure_alone, vary_alone };
	double seconds;
	const struct qm_variant best = qm_tune_descend(&space, variant(from), &seconds);
	int most = 0;

	for (int i = 0; i < 100; i++)
		most = world.runs[i] > most ? world.runs[i] : most;
	check(number_of(&best) == to, what, best.text);
	check(most == 1, "a variant is measured twice", what);
}

static void check_descent(void)
{
	start_world();
	expect_descent("nothing is faster", 35, 35);
	start_world();
	for (int i = 0; i < 100; i++)
		world.seconds[i] = 1e-3 * (1 + abs(i / 10 - 7) + abs(i % 10 - 2));
	expect_descent("the fastest of a bowl", 35, 72);
	start_world();
	world.seconds[45] = 0.99e-3;
	expect_descent("faster by no more than noise", 35, 35);
	start_world();
	world.seconds[45] = world.seconds[55] = 0.5e-3;
	expect_descent("of two equals the first", 35, 45);
	start_world();
	world.seconds[45] = 0.4e-3;
	world.wrong[45] = true;
	world.seconds[55] = 0.5e-3;
	expect_descent("a wrong one", 35, 55);
	start_world();
	world.seconds[35] = 0;
	expect_descent("a standard that cannot run", 35, 35);
	/* The second pass finds what the first could not see. */
	start_world();
	world.seconds[34] = 0.8e-3;
	world.seconds[94] = 0.5e-3;
	expect_descent("a second pass", 35, 94);
}

/* A backend of one kernel, whose only device is this process. */
struct qm_job {
	const struct qm_problem *problem;
	int variant;
};

static struct qm_job *prepare(struct qm_device *device, const struct qm_kernel *kernel,
                              const struct qm_problem *problem,
                              const struct qm_variant *v, struct qm_costs *costs,
                              struct qm_err *err)
{
	struct qm_job *const job = malloc(sizeof *job);

	(void)device;
	(void)kernel;
	(void)costs;
	world.runs[number_of(v)]++;
	if (job && world.seconds[number_of(v)] > 0) {
		*job = (struct qm_job){ problem, number_of(v) };
		return job;
	}
	free(job);
	qm_fail(err, QM_SKIPPED, "variant %s cannot run", v->text);
	return NULL;
}

static bool run(struct qm_job *job, struct qm_timing *timing, struct qm_err *err)
{
	(void)err;
	timing->seconds = timing->wall = world.seconds[job->variant];
	return true;
}

static bool fetch(struct qm_job *job, void *c, struct qm_costs *costs, struct qm_err *err)
{
	const struct qm_problem *const p = job->problem;

	(void)costs;
	(void)err;
	for (size_t i = 0; i < p->shape.m; i++)
		for (size_t j = 0; j < p->shape.n; j++)
			p->family->element(p, i, j, (char *)c + (i * p->shape.n + j) * 4);
	if (world.wrong[job->variant])
		((uint32_t *)c)[p->shape.n * p->shape.m - 1] ^= 1;
	return true;
}

static void release(struct qm_job *job)
{
	free(job);
}

static void name_device(const struct qm_device *device, char *text, size_t size)
{
	(void)device;
	snprintf(text, size, "made up");
}

static void name_class(struct qm_shape shape, char *text, size_t size)
{
	snprintf(text, size, "m %zu", shape.m);
}

static struct qm_variant standard(const struct qm_device *device,
                                  const struct qm_kernel *kernel, struct qm_shape shape)
{
	(void)device;
	(void)kernel;
	(void)shape;
	return variant(35);
}

static size_t vary(const struct qm_device *device, const struct qm_kernel *kernel,
                   struct qm_shape shape, const struct qm_variant *from, size_t axis,
                   struct qm_variant to[QM_VARIANTS_MAX])
{
	(void)device;
	(void)kernel;
	(void)shape;
	return vary_digit(number_of(from), axis, to);
}

static const struct qm_tuning tuning = {
	.device = name_device,
	.shape_class = name_class,
	.standard = standard,
	.vary = vary,
	.prepare = prepare,
};

static const struct qm_backend backend = {
	.name = "made_up",
	.tuning = &tuning,
	.run = run,
	.fetch = fetch,
	.release = release,
};

static bool search(const char *family, struct qm_tuned *found)
{
	const struct qm_kernel kernel = { .name = "made_up",
		                          .family = qm_family_find(family) };
	const struct qm_site site = { .backend = &backend };
	struct qm_err err = { QM_OK, "" };

	return qm_tune_search(&site, &kernel, (struct qm_shape){ 3, 5, 8 }, 1, found,
	                      &err);
}

static void check_search(const char *family)
{
	struct qm_tuned found;

	start_world();
	world.seconds[45] = 0.2e-3;
	world.wrong[45] = true;
	world.seconds[65] = 0.5e-3;
	world.seconds[75] = 0;
	check(search(family, &found) && number_of(&found.best) == 65,
	      "the fastest exact one", found.best.text);
	check(found.wrong == 1 && found.refused >= 2,
	      "wrong and refused ones are counted", family);
	check(found.best_seconds > 0 && found.best_seconds < found.standard_seconds,
	      "both times", family);
	check(number_of(&found.standard) == 35 && strcmp(found.shape, "3x5x8") == 0 &&
	              strcmp(found.shapes, "m 3") == 0 &&
	              strcmp(found.device, "made up") == 0,
	      "what it was found for", found.shape);
	start_world();
	check(search(family, &found) && number_of(&found.best) == 35 &&
	              found.candidates == 19,
	      "nothing is faster", found.best.text);
	start_world();
	world.wrong[35] = true;
	check(!search(family, &found), "a kernel whose standard is wrong",
	      found.best.text);
}

int main(void)
{
	check_descent();
	check_search("i8");
	check_search("f32");
	return failures != 0;
}
