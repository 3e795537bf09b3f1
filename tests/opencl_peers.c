/* opencl_peers.c - each peer on OpenCL devices against the definition of its family, and what
 * it says where it cannot.
 *
 *     opencl_peers            ragged shapes, single elements, extremes
 *     opencl_peers --missing  the libraries cannot be loaded: the environment sees to that
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/check.h"
#include "kernels/fill.h"
#include "opencl/opencl.h"
#include "opencl/peers/cl_peer.h"

enum { SEED = 20240229, SKIP = 77 };

static const struct qm_shape shapes[] = {
	{ 1, 1, 1 }, { 1, 1, 7 }, { 2, 3, 5 }, { 7, 65, 5 }, { 1, 130, 131 }, { 64, 64, 64 },
	{ 17, 31, 129 }, { 64, 1, 257 }, { 33, 97, 1031 },
};

static const struct qm_backend *const cl = &qm_opencl_backend;
static int failures;

static void check(bool ok, const char *name, const char *what)
{
	if (ok)
		return;
	printf("opencl_peers: %s: %s\n", name, what);
	failures++;
}

static bool create(struct qm_problem *p, const struct qm_kernel *kernel, struct qm_shape shape,
                   enum qm_data data)
{
	struct qm_err err = { .text = "" };
	const bool ok = qm_problem_create(p, kernel->family, shape, &err);

	check(ok, kernel->name, err.text);
	if (ok)
		qm_problem_fill(p, data, SEED);
	return ok;
}

/* Twice: what C held before does not count.  Then with weights that take turns. */
static void run_job(struct qm_job *job, const struct qm_problem *p,
                    const struct qm_kernel *kernel, struct qm_costs *costs)
{
	const size_t bytes = p->shape.m * p->shape.n * sizeof(float);
	struct qm_err err = { .text = "" };
	struct qm_checker *const checker = qm_checker_create(p, INFINITY, SEED, &err);
	float *const c = malloc(bytes);
	struct qm_timing timing = { .seconds = -1 };
	struct qm_checked checked;

	for (int i = 0; i < 4; i++) {
		if (i == 2)
			check(cl->rotate(job, 2 * costs->packed_bytes, &err), kernel->name, err.text);
		memset(c, 0xA5, bytes);
		check(cl->run(job, &timing, &err) && cl->fetch(job, c, costs, &err) &&
		      qm_checker_judge(checker, kernel, c, &checked, &err), kernel->name, err.text);
	}
	check(timing.seconds > 0 && timing.seconds <= timing.wall &&
	      strcmp(timing.timer, "wall") == 0, kernel->name, "timed by the host's clock");
	free(c);
	qm_checker_destroy(checker);
}

static void check_values(struct qm_device *device, const struct qm_kernel *kernel,
                         struct qm_shape shape, enum qm_data data)
{
	struct qm_err err = { .text = "" };
	struct qm_costs costs;
	struct qm_problem p;
	struct qm_job *job;
	char code[20] = "none";

	if (!create(&p, kernel, shape, data))
		return;
	job = cl->prepare(device, kernel, &p, &costs, &err);
	check(job, kernel->name, err.text);
	if (job) {
		run_job(job, &p, kernel, &costs);
		cl->code(job, code, sizeof code);
		check(code[0] == '\0', kernel->name, "its code is not known");
		check(costs.pack < 0 && costs.compile < 0 && costs.first_launch > 0 &&
		      costs.upload > 0 && costs.download > 0 &&
		      costs.packed_bytes == shape.n * shape.k * sizeof(float), kernel->name, "costs");
	}
	cl->release(job);
	qm_problem_destroy(&p);
}

/* A call that the library refuses: the operands of a job are too small for more rows.  The
 * next job is as good as ever.
 */
static void check_refused(struct qm_device *device, const struct qm_kernel *kernel)
{
	const struct qm_shape shape = { 5, 6, 7 };
	struct qm_err err = { .text = "" };
	struct qm_problem p, larger;
	struct qm_timing timing;
	struct qm_costs costs;
	struct qm_job *job;

	if (!create(&p, kernel, shape, QM_DATA_NORMAL))
		return;
	job = cl->prepare(device, kernel, &p, &costs, &err);
	check(job, kernel->name, err.text);
	larger = p;
	larger.shape.m = 50;
	if (job) {
		job->problem = &larger;
		check(!cl->run(job, &timing, &err) && err.code == QM_WRONG &&
		      strstr(err.text, kernel->library) && strstr(err.text, "status -10"),
		      kernel->name, err.text);
	}
	cl->release(job);
	qm_problem_destroy(&p);
	check_values(device, kernel, shape, QM_DATA_NORMAL);
}

static void check_peer(struct qm_device *device, const struct qm_kernel *kernel)
{
	struct qm_library library = { .version = "" };

	cl->library(device, kernel, &library);
	check(library.version[0] >= '0' && library.version[0] <= '9', kernel->name,
	      "the version of its library");
	for (size_t s = 0; s < sizeof shapes / sizeof shapes[0]; s++)
		for (int data = 0; data < QM_DATA_COUNT; data++)
			check_values(device, kernel, shapes[s], (enum qm_data)data);
	check_refused(device, kernel);
	printf("%s: %s %s\n", kernel->name, kernel->library, library.version);
}

static void check_missing(struct qm_device *device, const struct qm_kernel *kernel)
{
	struct qm_err err = { .text = "" };

	check(!cl->can_run(device, kernel, &err) && err.code == QM_SKIPPED &&
	      strstr(err.text, kernel->library) && strstr(err.text, "not installed (Debian: "),
	      kernel->name, err.text);
	printf("%s: %s\n", kernel->name, err.text);
}

/* How many peers were there to be tested. */
static size_t check_device(struct qm_device *device, bool missing)
{
	struct qm_err err = { .text = "" };
	size_t tested = 0;

	for (size_t i = 0; i < cl->kernel_count(); i++) {
		const struct qm_kernel *const kernel = cl->kernel(i);

		if (!kernel->library)
			continue;
		if (!missing && !cl->can_run(device, kernel, &err)) {
			printf("%s: left out, %s\n", kernel->name, err.text);
			continue;
		}
		tested++;
		if (missing)
			check_missing(device, kernel);
		else
			check_peer(device, kernel);
	}
	return tested;
}

int main(int count, char **arguments)
{
	const bool missing = count > 1 && strcmp(arguments[1], "--missing") == 0;
	const struct qm_open how = { .threads = 0 };
	struct qm_err err = { .text = "" };
	struct qm_device *const device = cl->device_count(&err) ? cl->open(0, &how, &err) : NULL;
	size_t tested = 0;

	if (device)
		tested = check_device(device, missing);
	else
		printf("opencl_peers: %s\n", err.text);
	cl->close(device);
	return failures ? 1 : tested > 0 ? 0 : SKIP;
}
