/* job.c - one kernel and one problem made ready: program, memory, arguments, first run.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "opencl/job.h"
#include "opencl/peers/cl_peer.h"
#include "opencl/program.h"
#include "opencl/timer.h"

enum {
	COUNT_MAX = 1 << 30 /* kernels count rows, columns and steps in 32 bits */
};

static size_t divide_up(size_t x, size_t by)
{
	return (x + by - 1) / by;
}

struct argument {
	const void *value;
	size_t size;
};

static bool set(cl_kernel kernel, const struct argument *list, cl_uint count,
                struct qm_err *err)
{
	for (cl_uint i = 0; i < count; i++)
		if (!qm_cl_ok(clSetKernelArg(kernel, i, list[i].size, list[i].value), "clSetKernelArg",
		              err))
			return false;
	return true;
}

static bool set_arguments(struct qm_job *job, struct qm_err *err)
{
	const struct qm_matrix *const a = &job->problem->a;
	const cl_uint m = (cl_uint)job->problem->shape.m, steps = (cl_uint)job->steps;
	const cl_uint c_row = (cl_uint)qm_cl_c_columns(job), k = (cl_uint)a->k;
	const cl_ulong bytes = a->format->row_bytes(a->k), pitch = a->row_bytes;
	const struct argument prepare[] = {
		{ &job->a, sizeof job->a }, { &job->strip_a, sizeof job->strip_a }, { &m, sizeof m },
		{ &steps, sizeof steps },   { &bytes, sizeof bytes },     { &pitch, sizeof pitch },
	};
	const struct argument multiply[] = {
		{ &job->strip_a, sizeof job->strip_a }, { &job->panel_b, sizeof job->panel_b },
		{ &job->c, sizeof job->c }, { &steps, sizeof steps }, { &c_row, sizeof c_row },
		{ &k, sizeof k }, { job->a_scales ? &job->a_scales : NULL, sizeof job->a_scales },
	};

	return set(job->prepare_a, prepare, sizeof prepare / sizeof prepare[0], err) &&
	       set(job->multiply, multiply, sizeof multiply / sizeof multiply[0], err);
}

static bool compile(struct qm_job *job, struct qm_costs *costs, struct qm_err *err)
{
	const double start = qm_cl_now();
	cl_int code;

	job->program = qm_cl_build(job->device, job->kernel, &job->tile, &job->key, err);
	costs->compile = qm_cl_now() - start;
	if (!job->program)
		return false;
	job->prepare_a = clCreateKernel(job->program, "prepare_a", &code);
	if (!qm_cl_ok(code, "clCreateKernel prepare_a", err))
		return false;
	job->multiply = clCreateKernel(job->program, "multiply", &code);
	return qm_cl_ok(code, "clCreateKernel multiply", err);
}

/* What decides the binary decides the code: the key of the cache, folded.  Of another
 * project's library its version tells.
 */
void qm_cl_code(const struct qm_job *job, char *text, size_t size)
{
	text[0] = '\0';
	if (job->program)
		snprintf(text, size, "%016" PRIx64, job->key.high ^ job->key.low);
}

void qm_cl_release(struct qm_job *job)
{
	if (!job)
		return;

	const cl_kernel kernels[] = { job->prepare_a, job->multiply };

	qm_cl_rotation_free(job);
	qm_cl_free_buffers(job);
	for (size_t i = 0; i < sizeof kernels / sizeof kernels[0]; i++)
		if (kernels[i])
			clReleaseKernel(kernels[i]);
	if (job->program)
		clReleaseProgram(job->program);
	if (job->queue)
		clReleaseCommandQueue(job->queue);
	if (job->context)
		clReleaseContext(job->context);
	free(job);
}

/* Of the device's; anew, if something went wrong on it. */
static bool take_queue(struct qm_job *job, struct qm_err *err)
{
	struct qm_device *const device = job->device;
	struct qm_err why = { QM_OK, "" };

	if ((device->suspect || !device->queue) && !qm_cl_connect(device, &why))
		return qm_fail(err, QM_WRONG, "%s (%s) was lost, and does not come back: %s",
		               device->facts.id, device->facts.name, why.text);
	clRetainContext(device->context);
	clRetainCommandQueue(device->queue);
	job->context = device->context;
	job->queue = device->queue;
	return true;
}

/* The first launch compiles on some devices, so that its time says nothing; but a clock
 * that is impossible then is none.
 */
static bool first_run(struct qm_job *job, struct qm_costs *costs, struct qm_err *err)
{
	struct qm_timing first;

	job->first = true;
	if (!qm_cl_run(job, &first, err))
		return false;
	job->first = false;
	costs->first_launch = first.wall;
	return true;
}

/* A library compiles in its first call.  It takes weights as they are stored, so that bringing
 * them to the device is no packing.
 */
static bool make_peer_ready(struct qm_job *job, struct qm_costs *costs, struct qm_err *err)
{
	if (!qm_cl_place(job, costs, err))
		return false;
	costs->upload += costs->pack;
	costs->pack = costs->compile = -1;
	return first_run(job, costs, err);
}

static bool make_ready(struct qm_job *job, const struct qm_cl_tile *tile,
                       struct qm_costs *costs, struct qm_err *err)
{
	const struct qm_shape shape = job->problem->shape;
	const bool peer = job->kernel->base.library;

	if (shape.m > COUNT_MAX || shape.n > COUNT_MAX || shape.k > COUNT_MAX)
		return qm_fail(err, QM_SKIPPED, "%zux%zux%zu is too large for 32-bit counts", shape.m,
		               shape.n, shape.k);
	job->tile = tile ? *tile
	            : peer ? qm_cl_peer_tile
	                   : qm_cl_tile_choose(job->device, job->kernel, shape);
	job->steps = qm_pack_steps(job->kernel->b, shape.k);
	job->strips = divide_up(shape.m, qm_cl_strip(&job->tile));
	job->panels = divide_up(shape.n, qm_cl_panel(&job->tile));
	if (!qm_cl_memory_fits(job, err) || !take_queue(job, err))
		return false;
	if (peer)
		return make_peer_ready(job, costs, err);
	return compile(job, costs, err) &&
	       qm_cl_launch_fits(job, err) && qm_cl_place(job, costs, err) &&
	       set_arguments(job, err) && first_run(job, costs, err);
}

struct qm_job *qm_cl_prepare_tile(struct qm_device *device, const struct qm_kernel *kernel,
                                  const struct qm_problem *problem,
                                  const struct qm_cl_tile *tile, struct qm_costs *costs,
                                  struct qm_err *err)
{
	struct qm_job *const job = calloc(1, sizeof *job);

	if (!job) {
		qm_fail(err, QM_WRONG, "not enough memory");
		return NULL;
	}
	job->device = device;
	job->kernel = (const struct qm_cl_kernel *)(const void *)kernel; /* begins with it */
	job->problem = problem;
	memset(costs, 0, sizeof *costs);
	costs->download = -1; /* until the first fetch */
	if (make_ready(job, tile, costs, err))
		return job;
	qm_cl_release(job);
	return NULL;
}

struct qm_job *qm_cl_prepare(struct qm_device *device, const struct qm_kernel *kernel,
                             const struct qm_problem *problem, struct qm_costs *costs,
                             struct qm_err *err)
{
	return qm_cl_prepare_tile(device, kernel, problem, NULL, costs, err);
}
