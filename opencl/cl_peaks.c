/* cl_peaks.c - the ceilings of an OpenCL device, by peak.cl.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "opencl/cl_peaks.h"
#include "opencl/program.h"
#include "opencl/timer.h"

enum {
	GPU_GROUP = 128,
	GPU_GROUPS = 32,   /* a compute unit: more items than it can hold at a time */
	CPU_GROUPS = 8,
	STREAMS = 8,       /* as peak.cl has it */
	TRIES = 6,
	TALL = 16 /* rows that still fit the registers */
};

/* Long enough for a launch not to count. */
static const double burst = 4e-3;

struct bench {
	struct qm_device *device;
	struct qm_cl_tile tile;
	size_t items, group;
	cl_mem from, to;
	size_t bytes; /* of each buffer */
};

static struct qm_cl_tile tile_for(const struct qm_device *device,
                                  const struct qm_cl_kernel *kernel)
{
	const struct qm_shape large = { 1024, 4096, 1024 };
	struct qm_cl_tile tile = qm_cl_tile_choose(device, kernel, large);

	tile.group_m = tile.group_n = 1;
	tile.local = 0;
	return tile;
}

/* Seconds of one launch; negative if it failed. */
static double launch(const struct bench *b, cl_kernel kernel, struct qm_err *err)
{
	cl_event event = NULL;
	cl_ulong from = 0, to = 0;
	const double start = qm_cl_now();
	const cl_int code = clEnqueueNDRangeKernel(b->device->queue, kernel, 1, NULL, &b->items,
	                                           &b->group, 0, NULL, &event);
	const bool ok = qm_cl_ok(code, "launching a ceiling", err) &&
	                qm_cl_ok(clFinish(b->device->queue), "clFinish", err);
	const double wall = qm_cl_now() - start;

	if (ok) {
		clGetEventProfilingInfo(event, CL_PROFILING_COMMAND_START, sizeof from, &from, NULL);
		clGetEventProfilingInfo(event, CL_PROFILING_COMMAND_END, sizeof to, &to, NULL);
	}
	if (event)
		clReleaseEvent(event);
	return ok ? qm_cl_timing(from, to, wall).seconds : -1;
}

/* The best of several launches. */
static double best_of(const struct bench *b, cl_kernel kernel, struct qm_err *err)
{
	double best = launch(b, kernel, err); /* the first one may compile */

	for (int i = 0; i < TRIES && best > 0; i++) {
		const double seconds = launch(b, kernel, err);

		best = seconds < best || i == 0 ? seconds : best;
	}
	return best;
}

static bool set(cl_kernel kernel, cl_uint index, size_t size, const void *value,
                struct qm_err *err)
{
	return qm_cl_ok(clSetKernelArg(kernel, index, size, value), "clSetKernelArg", err);
}

/* Operations a second of kernel `steps`; 0 if it failed. */
static double rate_of(const struct bench *b, const struct qm_cl_kernel *of, cl_kernel kernel,
                      struct qm_err *err)
{
	const double turn = 2.0 * b->tile.rows * b->tile.vecs * b->tile.vec *
	                    (double)of->b->kr * (double)b->items;
	double seconds = 0;
	cl_uint turns = 256;

	if (!set(kernel, 0, sizeof b->from, &b->from, err) ||
	    !set(kernel, 1, sizeof b->from, &b->from, err) ||
	    !set(kernel, 2, sizeof b->to, &b->to, err))
		return 0;
	do {
		turns *= 2;
		if (!set(kernel, 3, sizeof turns, &turns, err))
			return 0;
		seconds = best_of(b, kernel, err);
	} while (seconds >= 0 && seconds < burst && turns < 1u << 30);
	return seconds > 0 ? turn * turns / seconds : 0;
}

/* Bytes a second of a stream; 0 if it failed. */
static double stream_of(const struct bench *b, cl_program program, const char *name,
                        double moved, struct qm_err *err)
{
	const size_t wide = b->tile.vec == 1 ? 4 * sizeof(cl_uint) : b->tile.vec * sizeof(cl_uint);
	const cl_ulong each = b->bytes / wide / STREAMS / b->items;
	cl_int code;
	const cl_kernel kernel = clCreateKernel(program, name, &code);
	double seconds = -1;

	if (!qm_cl_ok(code, name, err))
		return 0;
	if (set(kernel, 0, sizeof b->from, &b->from, err) &&
	    set(kernel, 1, sizeof b->to, &b->to, err) && set(kernel, 2, sizeof each, &each, err))
		seconds = best_of(b, kernel, err);
	clReleaseKernel(kernel);
	return seconds > 0 ? moved * (double)(each * wide * STREAMS * b->items) / seconds : 0;
}

static bool open_bench(struct bench *b, struct qm_err *err)
{
	const struct qm_cl_facts *const f = &b->device->facts;
	const cl_uint one = 0x3F803F80; /* 1 as a float, and some bytes or other */
	cl_int code;

	b->bytes = qm_rotation_bytes(f->cache_bytes);
	b->bytes = f->buffer_max && b->bytes > f->buffer_max ? f->buffer_max : b->bytes;
	b->bytes = f->memory && b->bytes > f->memory / 8 ? f->memory / 8 : b->bytes;
	b->bytes = b->bytes / 4096 * 4096;
	b->from = clCreateBuffer(b->device->context, CL_MEM_READ_WRITE, b->bytes, NULL, &code);
	if (!qm_cl_ok(code, "a buffer to measure bandwidth", err))
		return false;
	b->to = clCreateBuffer(b->device->context, CL_MEM_READ_WRITE, b->bytes, NULL, &code);
	return qm_cl_ok(code, "a buffer to measure bandwidth", err) &&
	       qm_cl_ok(clEnqueueFillBuffer(b->device->queue, b->from, &one, sizeof one, 0,
	                                    b->bytes, 0, NULL, NULL), "clEnqueueFillBuffer", err) &&
	       qm_cl_ok(clEnqueueFillBuffer(b->device->queue, b->to, &one, sizeof one, 0,
	                                    b->bytes, 0, NULL, NULL), "clEnqueueFillBuffer", err);
}

static void close_bench(struct bench *b)
{
	if (b->from)
		clReleaseMemObject(b->from);
	if (b->to)
		clReleaseMemObject(b->to);
}

/* The memory is the same for every program: the first one measures it. */
static void measure_memory(const struct bench *b, cl_program program, struct qm_peaks *peaks,
                           struct qm_err *err)
{
	struct qm_bandwidth to = { .level = "global", .before = b->device->facts.cache_bytes,
		                   .bytes = b->bytes };

	to.read = stream_of(b, program, "read_stream", 1, err);
	to.copy = stream_of(b, program, "copy_stream", 2, err);
	if (to.read > 0 && to.copy > 0)
		peaks->bandwidth[peaks->bandwidths++] = to;
}

/* Operations a second of the kernel's steps on b->tile; 0 if it failed.  The first program
 * measures the memory, too.
 */
static double measure_tile(const struct bench *b, const struct qm_cl_kernel *kernel,
                           struct qm_peaks *peaks, struct qm_err *err)
{
	struct qm_cl_kernel as_peak = *kernel;
	struct qm_cl_hash key;
	cl_program program;
	cl_kernel steps;
	cl_int code;
	double ops = 0;

	as_peak.body = "peak";
	program = qm_cl_build(b->device, &as_peak, &b->tile, &key, err);
	if (!program)
		return 0;
	steps = clCreateKernel(program, "steps", &code);
	if (qm_cl_ok(code, "clCreateKernel steps", err)) {
		ops = rate_of(b, kernel, steps, err);
		clReleaseKernel(steps);
	}
	if (ops > 0 && peaks->bandwidths == 0)
		measure_memory(b, program, peaks, err);
	clReleaseProgram(program);
	return ops;
}

/* Small floats and grouped codes are decoded once for all rows of a tile: one that is tall and
 * narrow, which tuning may find, decodes less.
 */
static bool gains_by_rows(const struct qm_device *device, const struct qm_cl_kernel *kernel)
{
	return !device->as_gpu && kernel->base.family->c == QM_FLOAT32 &&
	       kernel->base.family->b->bits <= 8;
}

/* The faster of the kernel's tiles, if one can be measured. */
static void measure(struct bench *b, const struct qm_cl_kernel *kernel, struct qm_peaks *peaks,
                    struct qm_err *err)
{
	double ops;

	b->tile = tile_for(b->device, kernel);
	ops = measure_tile(b, kernel, peaks, err);
	if (gains_by_rows(b->device, kernel)) {
		b->tile.rows = TALL;
		b->tile.vecs = 1;

		const double tall = measure_tile(b, kernel, peaks, err);

		ops = tall > ops ? tall : ops;
	}
	if (ops > 0)
		peaks->ceiling[peaks->ceilings++] = (struct qm_ceiling){
			.name = kernel->base.name,
			.instruction = kernel->base.idea,
			.format = kernel->base.family->b->name,
			.operands = kernel->base.family->idea,
			.accumulator = kernel->base.family->c == QM_INT32 ? "s32" : "f32",
			.ops = ops,
		};
}

/* What a peer is held against is the ceiling of our kernel of its family. */
static const struct qm_cl_kernel *own(const struct qm_kernel *kernel)
{
	for (size_t i = 0; i < qm_cl_kernel_count; i++)
		if (&qm_cl_kernels[i].base == kernel ||
		    (kernel->library && qm_cl_kernels[i].base.family == kernel->family))
			return &qm_cl_kernels[i];
	return NULL;
}

static bool is_known(const struct qm_peaks *peaks, const struct qm_cl_kernel *kernel)
{
	for (size_t i = 0; i < peaks->ceilings; i++)
		if (peaks->ceiling[i].name == kernel->base.name)
			return true;
	return false;
}

bool qm_cl_peaks(struct qm_device *device, const struct qm_kernel *const *kernels,
                 size_t count, struct qm_peaks *peaks, struct qm_err *err)
{
	struct bench b = { .device = device };
	bool ok;

	b.group = !device->as_gpu ? 1 : device->facts.group_max < GPU_GROUP
	          ? device->facts.group_max : GPU_GROUP;
	b.items = b.group * device->facts.units * (device->as_gpu ? GPU_GROUPS : CPU_GROUPS);
	memset(peaks, 0, sizeof *peaks);
	ok = open_bench(&b, err);
	/* A kernel whose steps do not compile here has no ceiling; others may. */
	for (size_t i = 0; ok && i < count && i < QM_CEILINGS_MAX; i++) {
		const struct qm_cl_kernel *const kernel = own(kernels[i]);

		if (kernel && !is_known(peaks, kernel))
			measure(&b, kernel, peaks, err);
	}
	close_bench(&b);
	return ok && (count == 0 || peaks->ceilings > 0);
}
