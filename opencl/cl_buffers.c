/* cl_buffers.c - the operands on their way to the device, and C on its way back.
 *
 * On the device C has room for whole tiles, so the kernels know no edges; the way back
 * leaves the margin out.  Where host and device share memory, weights are packed where the
 * kernels read them and C is read where they wrote it: nothing is sent but the activations,
 * which are the caller's.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "opencl/job.h"
#include "opencl/timer.h"

enum { ELEMENT = 4 }; /* bytes of C */

static size_t panel_bytes(const struct qm_job *job)
{
	return qm_panel_bytes(job->kernel->b, qm_cl_panel(&job->tile),
	                      job->problem->shape.k);
}

struct need {
	cl_mem *buffer;
	cl_mem_flags flags;
	size_t bytes; /* 0: there is no such buffer */
	const char *what;
};

enum { BUFFERS = 5 };

static void list_needs(struct qm_job *job, struct need to[BUFFERS])
{
	const struct qm_matrix *const a = &job->problem->a;
	const size_t rows = qm_cl_c_rows(job), columns = qm_cl_c_columns(job);
	const cl_mem_flags shared = job->device->facts.shares_memory
	                                    ? CL_MEM_ALLOC_HOST_PTR
	                                    : 0;

	to[0] = (struct need){ &job->a, CL_MEM_READ_ONLY | shared, a->rows * a->row_bytes,
		               "the activations" };
	to[1] = (struct need){ &job->strip_a, CL_MEM_READ_WRITE,
		               rows * job->steps * job->kernel->a_unit,
		               "the packed activations" };
	to[2] = (struct need){ &job->panel_b, CL_MEM_READ_ONLY | shared,
		               job->panels * panel_bytes(job), "the packed weights" };
	to[3] = (struct need){ &job->c, CL_MEM_WRITE_ONLY | shared,
		               rows * columns * ELEMENT, "the elements of C" };
	to[4] = (struct need){ &job->a_scales, CL_MEM_READ_ONLY,
		               a->row_scales ? rows * sizeof *a->scales : 0,
		               "the scales of the activations" };
}

bool qm_cl_memory_fits(struct qm_job *job, struct qm_err *err)
{
	const struct qm_cl_facts *const f = &job->device->facts;
	struct need need[BUFFERS];
	size_t all = 0;

	list_needs(job, need);
	for (size_t i = 0; i < BUFFERS; i++) {
		if (f->buffer_max && need[i].bytes > f->buffer_max)
			return qm_fail(err, QM_SKIPPED,
			               "%s need %.1f MB in one buffer, %s allows %.1f MB "
			               "(CL_DEVICE_MAX_MEM_ALLOC_SIZE)",
			               need[i].what, 1e-6 * (double)need[i].bytes, f->id,
			               1e-6 * (double)f->buffer_max);
		all += need[i].bytes;
	}
	if (f->memory && all > f->memory)
		return qm_fail(err, QM_SKIPPED,
		               "operands and C need %.1f MB, %s has %.1f MB "
		               "(CL_DEVICE_GLOBAL_MEM_SIZE)",
		               1e-6 * (double)all, f->id, 1e-6 * (double)f->memory);
	return true;
}

static bool create_buffers(struct qm_job *job, struct qm_err *err)
{
	struct need need[BUFFERS];

	list_needs(job, need);
	for (size_t i = 0; i < BUFFERS; i++) {
		cl_int code;

		if (need[i].bytes == 0)
			continue;

		cl_mem const buffer = clCreateBuffer(job->context, need[i].flags,
		                                     need[i].bytes, NULL, &code);

		if (code != CL_SUCCESS)
			return qm_fail(err, QM_WRONG,
			               "OpenCL: a buffer of %.1f MB for %s on %s: %s",
			               1e-6 * (double)need[i].bytes, need[i].what,
			               job->device->facts.id, qm_cl_error(code).text);
		*need[i].buffer = buffer;
	}
	return true;
}

/* The memory of a buffer, for the host to fill or to read; NULL with err. */
static void *map(const struct qm_job *job, cl_mem buffer, cl_map_flags how, size_t bytes,
                 const char *what, struct qm_err *err)
{
	cl_int code;
	void *const at = clEnqueueMapBuffer(job->queue, buffer, CL_TRUE, how, 0, bytes, 0,
	                                    NULL, NULL, &code);

	return qm_cl_alive(job->device, code, what, err) ? at : NULL;
}

static bool unmap(const struct qm_job *job, cl_mem buffer, void *at, const char *what,
                  struct qm_err *err)
{
	return qm_cl_alive(job->device,
	                   clEnqueueUnmapMemObject(job->queue, buffer, at, 0, NULL, NULL),
	                   what, err) &&
	       qm_cl_alive(job->device, clFinish(job->queue), what, err);
}

/* Packers leave out what is padding. */
static void pack_weights(const struct qm_job *job, char *panels)
{
	const size_t width = qm_cl_panel(&job->tile), n = job->problem->shape.n;

	memset(panels, 0, job->b_bytes);
	for (size_t j = 0; j < job->panels; j++) {
		const size_t left = n - j * width;

		job->kernel->b->panel(&job->problem->b, j * width,
		                      left < width ? left : width, width,
		                      panels + j * panel_bytes(job));
	}
}

static bool place_shared(const struct qm_job *job, struct qm_costs *costs,
                         struct qm_err *err)
{
	const struct qm_matrix *const a = &job->problem->a;
	const size_t bytes = a->rows * a->row_bytes;
	const double start = qm_cl_now();
	void *const panels = map(job, job->panel_b, CL_MAP_WRITE, job->b_bytes,
	                         "mapping the weights", err);

	if (!panels)
		return false;
	pack_weights(job, panels);
	if (!unmap(job, job->panel_b, panels, "unmapping the weights", err))
		return false;

	const double packed = qm_cl_now();
	void *const codes = map(job, job->a, CL_MAP_WRITE, bytes,
	                        "mapping the activations", err);

	if (!codes)
		return false;
	memcpy(codes, a->codes, bytes);
	if (!unmap(job, job->a, codes, "unmapping the activations", err))
		return false;
	costs->pack = packed - start;
	costs->upload = qm_cl_now() - packed;
	return true;
}

static bool send(const struct qm_job *job, const void *panels, struct qm_err *err)
{
	const struct qm_matrix *const a = &job->problem->a;
	struct qm_device *const device = job->device;

	return qm_cl_alive(device,
	                   clEnqueueWriteBuffer(job->queue, job->a, CL_FALSE, 0,
	                                        a->rows * a->row_bytes, a->codes, 0, NULL,
	                                        NULL),
	                   "sending the activations", err) &&
	       qm_cl_alive(device,
	                   clEnqueueWriteBuffer(job->queue, job->panel_b, CL_FALSE, 0,
	                                        job->b_bytes, panels, 0, NULL, NULL),
	                   "sending the weights", err) &&
	       qm_cl_alive(device, clFinish(job->queue), "sending the operands", err);
}

static bool place_sent(const struct qm_job *job, struct qm_costs *costs,
                       struct qm_err *err)
{
	const double start = qm_cl_now();
	char *const panels = malloc(job->b_bytes);
	bool ok;

	if (!panels)
		return qm_fail(err, QM_WRONG,
		               "not enough memory for %zu MB of packed weights",
		               job->b_bytes / 1000000);
	pack_weights(job, panels);

	const double packed = qm_cl_now();

	ok = send(job, panels, err);
	costs->pack = packed - start;
	costs->upload = qm_cl_now() - packed;
	free(panels);
	return ok;
}

/* One for each row of the strips: those past m are 0. */
static bool place_scales(const struct qm_job *job, struct qm_err *err)
{
	const struct qm_matrix *const a = &job->problem->a;
	const size_t rows = qm_cl_c_rows(job);
	float *scales;
	bool ok;

	if (!job->a_scales)
		return true;
	scales = calloc(rows, sizeof *scales);
	if (!scales)
		return qm_fail(err, QM_WRONG, "not enough memory for %zu scales", rows);
	memcpy(scales, a->scales, a->rows * sizeof *scales);
	ok = qm_cl_alive(job->device,
	                 clEnqueueWriteBuffer(job->queue, job->a_scales, CL_TRUE, 0,
	                                      rows * sizeof *scales, scales, 0, NULL, NULL),
	                 "sending the scales", err);
	free(scales);
	return ok;
}

bool qm_cl_place(struct qm_job *job, struct qm_costs *costs, struct qm_err *err)
{
	job->b_bytes = costs->packed_bytes = job->panels * panel_bytes(job);
	costs->shared = job->device->facts.shares_memory;
	if (!create_buffers(job, err) || !place_scales(job, err))
		return false;
	return costs->shared ? place_shared(job, costs, err)
	                     : place_sent(job, costs, err);
}

/* The copy is for the caller, who wants C in memory of its own. */
static bool fetch_shared(const struct qm_job *job, char *to, double *seconds,
                         struct qm_err *err)
{
	const size_t row = job->problem->shape.n * ELEMENT;
	const size_t pitch = qm_cl_c_columns(job) * ELEMENT;
	const double start = qm_cl_now();
	char *const from = map(job, job->c, CL_MAP_READ, qm_cl_c_rows(job) * pitch,
	                       "mapping C", err);

	*seconds = qm_cl_now() - start;
	if (!from)
		return false;
	for (size_t i = 0; i < job->problem->shape.m; i++)
		memcpy(to + i * row, from + i * pitch, row);
	return unmap(job, job->c, from, "unmapping C", err);
}

static bool fetch_sent(const struct qm_job *job, void *to, double *seconds,
                       struct qm_err *err)
{
	const size_t row = job->problem->shape.n * ELEMENT, origin[3] = { 0, 0, 0 };
	const size_t region[3] = { row, job->problem->shape.m, 1 };
	const double start = qm_cl_now();
	const cl_int code = clEnqueueReadBufferRect(
		job->queue, job->c, CL_TRUE, origin, origin, region,
		qm_cl_c_columns(job) * ELEMENT, 0, row, 0, to, 0, NULL, NULL);

	*seconds = qm_cl_now() - start;
	return qm_cl_alive(job->device, code, "fetching C", err);
}

bool qm_cl_fetch(struct qm_job *job, void *c, struct qm_costs *costs, struct qm_err *err)
{
	double seconds;
	const bool ok = job->device->facts.shares_memory
	                        ? fetch_shared(job, c, &seconds, err)
	                        : fetch_sent(job, c, &seconds, err);

	if (costs)
		costs->download = seconds;
	return ok;
}

void qm_cl_free_buffers(struct qm_job *job)
{
	const cl_mem buffers[] = { job->a, job->a_scales, job->strip_a, job->panel_b, job->c };

	for (size_t i = 0; i < sizeof buffers / sizeof buffers[0]; i++)
		if (buffers[i])
			clReleaseMemObject(buffers[i]);
}
