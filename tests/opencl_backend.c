/* opencl_backend.c - every OpenCL kernel, on every device, against the definition.
 *
 *     opencl_backend              all shapes
 *     opencl_backend --small      a few: for interpreters and sanitizers.  Where a device's
 *                                 floats are not those of the contract, kernels run all the
 *                                 same, for what they do to memory; C is not compared
 *     opencl_backend --one KERNEL MxNxK
 *                                 one kernel, one shape, a process of its own: what a
 *                                 simulator remembers of released memory it takes for new
 *     opencl_backend --no-driver  the message where the loader finds nothing
 *
 * QMARK_OPENCL_TILE=gpu tests the tiles of a GPU, local memory included, on any device.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernels/fill.h"
#include "opencl/cache.h"
#include "opencl/opencl.h"
#include "opencl/program.h"

enum { SEED = 20240229, SKIP = 77 };

static const struct qm_backend *const cl = &qm_opencl_backend;
static int failures;

static void check(bool ok, const char *what, const struct qm_err *err)
{
	if (ok)
		return;
	printf("opencl_backend: %s%s%s\n", what, err ? ": " : "", err ? err->text : "");
	failures++;
}

/* One, primes, around the tiles of 8, 12, 16, 32, 48 and 128, one long k.  Few: each number
 * of rows is another program for each kernel.
 */
static const struct qm_shape shapes[] = {
	{ 1, 1, 1 },     { 3, 47, 7 },   { 13, 53, 257 }, { 1, 67, 1031 }, { 1, 149, 4 },
	{ 5, 37, 8191 }, { 24, 96, 33 }, { 67, 300, 31 }, { 5, 130, 64 },
};

static bool same(const struct qm_family *family, const void *x, const void *y)
{
	float f, g;

	memcpy(&f, x, sizeof f);
	memcpy(&g, y, sizeof g);
	if (family->c == QM_FLOAT32 && isnan(f) && isnan(g))
		return true;
	return memcmp(x, y, sizeof f) == 0;
}

static bool compare(const char *name, const struct qm_problem *p, enum qm_data data,
                    const uint32_t *c)
{
	for (size_t i = 0; i < p->shape.m; i++)
		for (size_t j = 0; j < p->shape.n; j++) {
			const uint32_t *const got = c + i * p->shape.n + j;
			uint32_t right;

			p->family->element(p, i, j, &right);
			if (same(p->family, got, &right))
				continue;
			printf("opencl_backend: %s %zux%zux%zu, data %s, seed %d: C[%zu][%zu] is %08X, "
			       "not %08X\n", name, p->shape.m, p->shape.n, p->shape.k,
			       qm_data_name(data), SEED, i, j, *got, right);
			failures++;
			return false;
		}
	return true;
}

/* Twice, with C fetched after each: a run must not depend on the one before. */
static bool run_job(struct qm_job *job, const struct qm_problem *p, const char *name,
                    enum qm_data data, bool exact, struct qm_costs *costs,
                    struct qm_err *err)
{
	const size_t count = p->shape.m * p->shape.n;
	uint32_t *const c = malloc((count + 1) * sizeof *c);
	struct qm_timing timing = { .seconds = -1 };
	bool ok = c;

	for (int i = 0; ok && i < 2; i++) {
		memset(c, 0xA5, (count + 1) * sizeof *c);
		ok = cl->run(job, &timing, err) && cl->fetch(job, c, costs, err);
		check(ok, name, err);
		check(!ok || (timing.seconds > 0 && timing.wall > 0 && timing.timer), "timing", NULL);
		check(!ok || c[count] == 0xA5A5A5A5, "fetch writes past the end of C", NULL);
		ok = ok && (!exact || compare(name, p, data, c));
	}
	free(c);
	return ok;
}

/* The same shape, or one with the next k that the family takes. */
static struct qm_shape legal(const struct qm_family *family, struct qm_shape shape)
{
	shape.k = (shape.k + family->k_multiple - 1) / family->k_multiple * family->k_multiple;
	return shape;
}

static void check_kernel(struct qm_device *device, const struct qm_kernel *kernel,
                         struct qm_shape shape, enum qm_data data, bool exact)
{
	struct qm_err err = { .text = "" };
	struct qm_costs costs;
	struct qm_problem p;
	struct qm_job *job;

	if (!qm_problem_create(&p, kernel->family, shape, &err)) {
		check(false, kernel->name, &err);
		return;
	}
	qm_problem_fill(&p, data, SEED);
	job = cl->prepare(device, kernel, &p, &costs, &err);
	check(job, kernel->name, &err);
	if (job && run_job(job, &p, kernel->name, data, exact, &costs, &err))
		check(costs.pack >= 0 && costs.compile > 0 && costs.first_launch > 0 &&
		      costs.upload > 0 && costs.download > 0 && costs.packed_bytes > 0, "costs", NULL);
	cl->release(job);
	qm_problem_destroy(&p);
}

/* Operands that are only described: the size is refused before anything is read. */
static void check_too_large(struct qm_device *device)
{
	const struct qm_kernel *const kernel = cl->kernel(0);
	const struct qm_shape shape = { (size_t)1 << 28, 1, 1024 };
	const struct qm_problem p = {
		.family = kernel->family,
		.shape = shape,
		.a = qm_matrix_describe(kernel->family->a, shape.m, shape.k),
		.b = qm_matrix_describe(kernel->family->b, shape.n, shape.k),
	};
	struct qm_err err = { .text = "" };
	struct qm_costs costs;
	struct qm_job *const job = cl->prepare(device, kernel, &p, &costs, &err);

	check(!job && err.code == QM_SKIPPED && strstr(err.text, "in one buffer"),
	      "a terabyte of activations", &err);
	cl->release(job);
}

/* A body with no step ahead of it: the driver's own words reach the user. */
static void check_build_error(struct qm_device *device)
{
	struct qm_cl_kernel broken = qm_cl_kernels[0];
	struct qm_err err = { .text = "" };
	struct qm_cl_tile tile;
	struct qm_cl_hash key;
	cl_program program;

	broken.base.name = broken.step = "outer";
	tile = qm_cl_tile_choose(device, &broken, (struct qm_shape){ 1, 1, 1 });
	program = qm_cl_build(device, &broken, &tile, &key, &err);
	check(!program && strstr(err.text, "outer does not compile") && strstr(err.text, "qm_a"),
	      "a build error", &err);
	broken.body = "nothing";
	check(!qm_cl_build(device, &broken, &tile, &key, &err) && strstr(err.text, "nothing.cl"),
	      "a missing source", &err);
}

static void build_once(struct qm_device *device, const char *what)
{
	struct qm_err err = { .text = "" };
	struct qm_cl_hash key;
	const struct qm_cl_tile tile =
		qm_cl_tile_choose(device, &qm_cl_kernels[0], (struct qm_shape){ 1, 1, 1 });
	cl_program program = qm_cl_build(device, &qm_cl_kernels[0], &tile, &key, &err);

	check(program, what, &err);
	if (program)
		clReleaseProgram(program);
}

/* The only entry of the folder, through the shell's globbing: its name is a hash. */
static long entry(const char *dir, const char *command)
{
	char line[1200];
	long answer = -1;
	FILE *pipe;

	snprintf(line, sizeof line, "cd '%s' && %s", dir, command);
	pipe = popen(line, "r");
	if (pipe && fscanf(pipe, "%ld", &answer) != 1)
		answer = -1;
	if (pipe)
		pclose(pipe);
	return answer;
}

/* Built, cached, damaged, rebuilt and cached again: silently each time. */
static void check_cached(struct qm_device *device)
{
	const char *const kept = getenv("QMARK_CACHE_DIR"), *const tmp = getenv("TMPDIR");
	char *const before = kept ? strdup(kept) : NULL;
	char dir[1000];
	long sum;

	snprintf(dir, sizeof dir, "%s/qmark-backend-XXXXXX", tmp ? tmp : "/tmp");
	check(mkdtemp(dir), "a temporary folder", NULL);
	setenv("QMARK_CACHE_DIR", dir, 1);
	build_once(device, "a build into an empty cache");
	check(entry(dir, "ls | wc -l") == 1, "one entry in the cache", NULL);
	sum = entry(dir, "cat *.clbin | wc -c");
	build_once(device, "a build from the cache");
	check(entry(dir, "ls | wc -l") == 1, "still one entry", NULL);
	entry(dir, "truncate -s 1000 *.clbin");
	build_once(device, "a build with a damaged cache");
	check(entry(dir, "cat *.clbin | wc -c") == sum, "a damaged entry written anew", NULL);
	entry(dir, "rm -f *.clbin");
	rmdir(dir);
	setenv("QMARK_CACHE_DIR", "/dev/null/x", 1);
	build_once(device, "a build where no cache can be written");
	if (before)
		setenv("QMARK_CACHE_DIR", before, 1);
	else
		unsetenv("QMARK_CACHE_DIR");
	free(before);
}

/* What needs no driver of a certain kind: rows that are whole, and wrong indices. */
static void check_table(size_t devices)
{
	struct qm_device_info info;
	struct qm_err err = { .text = "" };

	for (size_t i = 0; i < qm_cl_kernel_count; i++) {
		const struct qm_cl_kernel *const k = &qm_cl_kernels[i];

		check(k->b->unit <= 2 || k->b->unit % 4 == 0, "a packing of odd units", NULL);
		check(k->b->head % 4 == 0, "a head of other than words", NULL);
		check(k->b->kr == k->base.tile.k, "kr differs from the packing's", NULL);
		check(k->b->format == k->base.family->b, "a packing of another format", NULL);
		check(qm_cl_a_bytes(k) == 1 || qm_cl_a_bytes(k) == 2 || qm_cl_a_bytes(k) % 4 == 0,
		      "a step of an odd number of bytes of activations", NULL);
		check(qm_cl_source_find(k->step) && qm_cl_source_find(k->body), k->base.name, NULL);
	}
	check(!cl->describe(devices, &info, &err) && err.code == QM_USAGE,
	      "a device past the last", &err);
}

static void check_shapes(struct qm_device *device, size_t index, bool few)
{
	const struct qm_kernel *const kernel = cl->kernel(index);
	const size_t count = few ? 3 : sizeof shapes / sizeof shapes[0];
	struct qm_err err = { .text = "" };
	const bool exact = cl->can_run(device, kernel, &err);

	if (!exact)
		printf("%s: %s: %s\n", kernel->name, few ? "not compared" : "skipped", err.text);
	if (!exact && (!few || qm_cl_kernels[index].needs & QM_NEEDS_VNNI))
		return;
	for (size_t s = 0; s < count; s++)
		for (int data = 0; data < QM_DATA_COUNT; data++)
			check_kernel(device, kernel, legal(kernel->family, shapes[s]),
			             (enum qm_data)data, exact);
}

static void check_device(size_t index, bool few)
{
	const struct qm_open how = { .threads = 0 };
	struct qm_device_info info;
	struct qm_err err = { .text = "" };
	struct qm_device *device;
	char place[80];

	check(cl->describe(index, &info, &err), "describe", &err);
	device = cl->open(index, &how, &err);
	check(device, info.id, &err);
	if (!device)
		return;
	cl->placement(device, place, sizeof place);
	printf("%s: %s; %s; %s\n", info.id, info.name, info.driver, place);
	check(strstr(place, " compute units"), "placement", NULL);
	for (size_t i = 0; i < qm_cl_kernel_count; i++)
		check_shapes(device, i, few);
	check_too_large(device);
	check_build_error(device);
	check_cached(device);
	cl->close(device);
}

static int check_one(const char *name, const char *shape)
{
	const struct qm_open how = { .threads = 0 };
	struct qm_err err = { .text = "" };
	struct qm_device *const device = cl->open(0, &how, &err);
	struct qm_shape s = { 0, 0, 0 };
	bool found = false;

	check(device, "opencl:0", &err);
	check(sscanf(shape, "%zux%zux%zu", &s.m, &s.n, &s.k) == 3, shape, NULL);
	for (size_t i = 0; device && failures == 0 && i < cl->kernel_count(); i++) {
		const struct qm_kernel *const kernel = cl->kernel(i);

		if (strcmp(kernel->name, name) != 0)
			continue;
		found = true;
		check_kernel(device, kernel, legal(kernel->family, s), QM_DATA_CODES,
		             cl->can_run(device, kernel, &err));
	}
	check(found, name, NULL);
	cl->close(device);
	return failures != 0;
}

static int check_no_driver(void)
{
	struct qm_err err = { .text = "" };
	struct qm_device_info info;

	setenv("OCL_ICD_VENDORS", "/nonexistent", 1);
	check(cl->device_count(&err) == 0 && err.code == QM_SKIPPED &&
	      strstr(err.text, "pocl-opencl-icd"), "no driver", &err);
	check(!cl->describe(0, &info, &err) && err.code == QM_SKIPPED, "a device without a driver",
	      &err);
	printf("%s\n", err.text);
	return failures != 0;
}

int main(int count, char **arguments)
{
	const char *const how = count > 1 ? arguments[1] : "";
	struct qm_err err = { .text = "" };
	size_t devices;

	if (strcmp(how, "--no-driver") == 0)
		return check_no_driver();
	devices = cl->device_count(&err);
	if (devices == 0) {
		printf("opencl_backend: %s\n", err.text);
		return SKIP;
	}
	if (strcmp(how, "--one") == 0 && count == 4)
		return check_one(arguments[2], arguments[3]);
	check_table(devices);
	for (size_t i = 0; i < devices; i++)
		check_device(i, strcmp(how, "--small") == 0);
	return failures != 0;
}
