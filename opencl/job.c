/* job.c - buffers and arguments of one kernel and one problem.
 *
 * On the device C has room for whole tiles, so the kernels know no edges; the transfer
 * leaves the margin out.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "opencl/job.h"
#include "opencl/program.h"
#include "opencl/timer.h"

enum {
	ELEMENT = 4,         /* bytes of C */
	COUNT_MAX = 1 << 30  /* kernels count rows, columns and steps in 32 bits */
};

static size_t divide_up(size_t x, size_t by)
{
	return (x + by - 1) / by;
}

static size_t panel_bytes(const struct qm_job *job)
{
	return qm_panel_bytes(job->kernel->b, qm_cl_panel(&job->tile), job->problem->shape.k);
}

static bool create(const struct qm_job *job, cl_mem *buffer, cl_mem_flags flags,
                   size_t bytes, const char *what, struct qm_err *err)
{
	const struct qm_cl_facts *const f = &job->device->facts;
	cl_int code;

	if (f->buffer_max && bytes > f->buffer_max)
		return qm_fail(err, QM_SKIPPED, "%s need %zu MB in one buffer, %s allows %llu MB", what,
		               bytes / 1000000, f->id, (unsigned long long)f->buffer_max / 1000000);
	*buffer = clCreateBuffer(job->device->context, flags, bytes, NULL, &code);
	if (code == CL_SUCCESS)
		return true;
	return qm_fail(err, QM_WRONG, "OpenCL: a buffer of %zu MB for %s on %s: %s",
	               bytes / 1000000, what, f->id, qm_cl_error(code).text);
}

static bool create_buffers(struct qm_job *job, struct qm_err *err)
{
	const struct qm_matrix *const a = &job->problem->a;
	const size_t unit = job->kernel->a_unit;

	return create(job, &job->a, CL_MEM_READ_ONLY, a->rows * a->row_bytes, "the activations",
	              err) &&
	       (a->row_scales == 0 ||
	        create(job, &job->a_scales, CL_MEM_READ_ONLY, qm_cl_c_rows(job) * sizeof *a->scales,
	               "the scales of the activations", err)) &&
	       create(job, &job->strip_a, CL_MEM_READ_WRITE, qm_cl_c_rows(job) * job->steps * unit,
	              "the packed activations", err) &&
	       create(job, &job->panel_b, CL_MEM_READ_ONLY, job->panels * panel_bytes(job),
	              "the packed weights", err) &&
	       create(job, &job->c, CL_MEM_WRITE_ONLY, qm_cl_c_rows(job) * qm_cl_c_columns(job) * ELEMENT,
	              "the elements of C", err);
}

static void *pack_weights(const struct qm_job *job, struct qm_err *err)
{
	const size_t width = qm_cl_panel(&job->tile), n = job->problem->shape.n;
	char *const panels = calloc(job->panels, panel_bytes(job));

	if (!panels) {
		qm_fail(err, QM_WRONG, "not enough memory for %zu MB of packed weights",
		        job->panels * panel_bytes(job) / 1000000);
		return NULL;
	}
	for (size_t j = 0; j < job->panels; j++) {
		const size_t left = n - j * width;

		job->kernel->b->panel(&job->problem->b, j * width, left < width ? left : width, width,
		                      panels + j * panel_bytes(job));
	}
	return panels;
}

/* One for each row of the strips: those past m are 0. */
static bool upload_scales(const struct qm_job *job, struct qm_err *err)
{
	const struct qm_matrix *const a = &job->problem->a;
	const float zero = 0;

	if (!job->a_scales)
		return true;
	return qm_cl_ok(clEnqueueFillBuffer(job->device->queue, job->a_scales, &zero, sizeof zero, 0,
	                                    qm_cl_c_rows(job) * sizeof zero, 0, NULL, NULL),
	                "clearing scales", err) &&
	       qm_cl_ok(clEnqueueWriteBuffer(job->device->queue, job->a_scales, CL_FALSE, 0,
	                                     a->rows * sizeof *a->scales, a->scales, 0, NULL, NULL),
	                "sending scales", err);
}

static bool upload(const struct qm_job *job, const void *panels, struct qm_err *err)
{
	const struct qm_matrix *const a = &job->problem->a;
	const cl_command_queue queue = job->device->queue;

	return qm_cl_ok(clEnqueueWriteBuffer(queue, job->a, CL_FALSE, 0, a->rows * a->row_bytes,
	                                     a->codes, 0, NULL, NULL),
	                "sending the activations", err) &&
	       upload_scales(job, err) &&
	       qm_cl_ok(clEnqueueWriteBuffer(queue, job->panel_b, CL_FALSE, 0,
	                                     job->panels * panel_bytes(job), panels, 0, NULL, NULL),
	                "sending the weights", err) &&
	       qm_cl_ok(clFinish(queue), "sending the operands", err);
}

static bool place_operands(struct qm_job *job, struct qm_costs *costs, struct qm_err *err)
{
	const double start = qm_cl_now();
	void *const panels = pack_weights(job, err);
	const double packed = qm_cl_now();
	bool ok;

	if (!panels)
		return false;
	ok = upload(job, panels, err);
	costs->pack = packed - start;
	costs->upload = qm_cl_now() - packed;
	costs->packed_bytes = job->b_bytes = job->panels * panel_bytes(job);
	free(panels);
	return ok;
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

/* What decides the binary decides the code: the key of the cache, folded. */
void qm_cl_code(const struct qm_job *job, char *text, size_t size)
{
	snprintf(text, size, "%016" PRIx64, job->key.high ^ job->key.low);
}

bool qm_cl_fetch(struct qm_job *job, void *c, struct qm_costs *costs, struct qm_err *err)
{
	const size_t row = job->problem->shape.n * ELEMENT, origin[3] = { 0, 0, 0 };
	const size_t region[3] = { row, job->problem->shape.m, 1 };
	const double start = qm_cl_now();
	const cl_int code = clEnqueueReadBufferRect(job->device->queue, job->c, CL_TRUE, origin,
	                                            origin, region, qm_cl_c_columns(job) * ELEMENT, 0, row,
	                                            0, c, 0, NULL, NULL);

	if (costs)
		costs->download = qm_cl_now() - start;
	return qm_cl_ok(code, "fetching C", err);
}

void qm_cl_release(struct qm_job *job)
{
	if (!job)
		return;

	qm_cl_rotation_free(job);

	const cl_mem buffers[] = { job->a, job->a_scales, job->strip_a, job->panel_b, job->c };
	const cl_kernel kernels[] = { job->prepare_a, job->multiply };

	for (size_t i = 0; i < sizeof buffers / sizeof buffers[0]; i++)
		if (buffers[i])
			clReleaseMemObject(buffers[i]);
	for (size_t i = 0; i < sizeof kernels / sizeof kernels[0]; i++)
		if (kernels[i])
			clReleaseKernel(kernels[i]);
	if (job->program)
		clReleaseProgram(job->program);
	free(job);
}

static bool make_ready(struct qm_job *job, struct qm_costs *costs, struct qm_err *err)
{
	const struct qm_shape shape = job->problem->shape;
	struct qm_timing first;

	if (shape.m > COUNT_MAX || shape.n > COUNT_MAX || shape.k > COUNT_MAX)
		return qm_fail(err, QM_SKIPPED, "%zux%zux%zu is too large for 32-bit counts", shape.m,
		               shape.n, shape.k);
	job->tile = qm_cl_tile_choose(job->device, job->kernel, shape);
	job->steps = qm_pack_steps(job->kernel->b, shape.k);
	job->strips = divide_up(shape.m, qm_cl_strip(&job->tile));
	job->panels = divide_up(shape.n, qm_cl_panel(&job->tile));
	if (!compile(job, costs, err) || !create_buffers(job, err) ||
	    !place_operands(job, costs, err) || !set_arguments(job, err) ||
	    !qm_cl_run(job, &first, err))
		return false;
	costs->first_launch = first.wall;
	return true;
}

struct qm_job *qm_cl_prepare(struct qm_device *device, const struct qm_kernel *kernel,
                             const struct qm_problem *problem, struct qm_costs *costs,
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
	if (make_ready(job, costs, err))
		return job;
	qm_cl_release(job);
	return NULL;
}
