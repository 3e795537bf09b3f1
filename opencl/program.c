/* program.c - prelude + the kernel's step + hooks + its body, as one program.
 *
 * No option that touches arithmetic is ever given.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "opencl/cache.h"
#include "opencl/program.h"

enum { PARTS = 4, PATH_SIZE = 4096, OPTIONS_SIZE = 500 };

struct source {
	const char *text[PARTS];
	size_t size[PARTS];
	char options[OPTIONS_SIZE];
};

static bool gather(const struct qm_device *device, const struct qm_cl_kernel *kernel,
                   const struct qm_cl_tile *t, struct source *s, struct qm_err *err)
{
	const char *const names[PARTS] = { "prelude", kernel->step, "hooks", kernel->body };

	for (size_t i = 0; i < PARTS; i++) {
		const struct qm_cl_source *const part = qm_cl_source_find(names[i]);

		if (!part)
			return qm_fail(err, QM_WRONG, "%s.cl is not in this build", names[i]);
		s->text[i] = (const char *)part->text;
		s->size[i] = part->size;
	}
	/* The dot product is a feature of OpenCL C 3.0; by default an older one is compiled. */
	snprintf(s->options, sizeof s->options,
	         "-DQM_VEC=%u -DQM_VECS=%u -DQM_ROWS=%u -DQM_GROUP_N=%u -DQM_GROUP_M=%u "
	         "-DQM_LOCAL=%u -DQM_UNROLL=%u -DQM_RUN=%u -DQM_A_BYTES=%zu -DQM_HEAD=%zu -DQM_UNIT=%zu "
	         "-DQM_DOT4=%d%s %s",
	         t->vec, t->vecs, t->rows, t->group_n, t->group_m, t->local, t->unroll,
	         t->run, qm_cl_a_bytes(kernel), kernel->b->head / 4, kernel->b->unit, device->facts.dot4,
	         device->facts.dot4 ? " -cl-std=CL3.0" : "", kernel->macros);
	return true;
}

/* Everything that decides the binary.  Lengths keep neighbouring texts apart. */
static struct qm_cl_hash key_of(const struct qm_cl_facts *f, const struct source *s)
{
	const char *const texts[] = { s->options, f->name, f->version, f->driver, f->platform,
	                              f->platform_version };
	struct qm_cl_hash key = qm_cl_hash_start();

	for (size_t i = 0; i < PARTS; i++) {
		qm_cl_hash_add(&key, &s->size[i], sizeof s->size[i]);
		qm_cl_hash_add(&key, s->text[i], s->size[i]);
	}
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		qm_cl_hash_add(&key, texts[i], strlen(texts[i]) + 1);
	return key;
}

/* Some drivers take any binary, and only then find that a kernel is missing. */
static bool has_kernel(cl_program program, const char *name)
{
	cl_int code;
	const cl_kernel kernel = clCreateKernel(program, name, &code);

	if (code == CL_SUCCESS)
		clReleaseKernel(kernel);
	return code == CL_SUCCESS;
}

/* A binary that the driver no longer takes is as good as none. */
static cl_program from_binary(const struct qm_device *device, const char *entry,
                              const struct source *s, const void *bytes, size_t size)
{
	const unsigned char *const binary = bytes;
	cl_int code;
	cl_program program = clCreateProgramWithBinary(device->context, 1, &device->id, &size,
	                                               &(const unsigned char *){ binary }, NULL,
	                                               &code);

	if (code != CL_SUCCESS)
		return NULL;
	if (clBuildProgram(program, 1, &device->id, s->options, NULL, NULL) == CL_SUCCESS &&
	    has_kernel(program, entry))
		return program;
	clReleaseProgram(program);
	return NULL;
}

static void tell_log(cl_program program, const struct qm_device *device, const char *name,
                     cl_int code, struct qm_err *err)
{
	size_t size = 0;
	char *log = NULL;

	if (clGetProgramBuildInfo(program, device->id, CL_PROGRAM_BUILD_LOG, 0, NULL, &size) ==
	    CL_SUCCESS)
		log = calloc(1, size + 1);
	if (log)
		clGetProgramBuildInfo(program, device->id, CL_PROGRAM_BUILD_LOG, size, log, NULL);
	qm_fail(err, QM_WRONG, "%s does not compile on %s (%s): %s", name, device->facts.name,
	        qm_cl_error(code).text, log && *log ? log : "the driver gives no reason");
	free(log);
}

static cl_program from_source(const struct qm_device *device, const char *name,
                              struct source *s, struct qm_err *err)
{
	cl_int code;
	cl_program program =
		clCreateProgramWithSource(device->context, PARTS, s->text, s->size, &code);

	if (!qm_cl_ok(code, "clCreateProgramWithSource", err))
		return NULL;
	code = clBuildProgram(program, 1, &device->id, s->options, NULL, NULL);
	if (code == CL_SUCCESS)
		return program;
	tell_log(program, device, name, code, err);
	clReleaseProgram(program);
	return NULL;
}

static void keep(cl_program program, const char *dir, struct qm_cl_hash key)
{
	size_t size = 0;
	unsigned char *bytes;

	if (clGetProgramInfo(program, CL_PROGRAM_BINARY_SIZES, sizeof size, &size, NULL) !=
	    CL_SUCCESS || size == 0)
		return;
	bytes = malloc(size);
	if (!bytes)
		return;
	if (clGetProgramInfo(program, CL_PROGRAM_BINARIES, sizeof bytes, &bytes, NULL) ==
	    CL_SUCCESS)
		qm_cl_cache_store(dir, key, bytes, size);
	free(bytes);
}

cl_program qm_cl_build(const struct qm_device *device, const struct qm_cl_kernel *kernel,
                       const struct qm_cl_tile *tile, struct qm_cl_hash *key,
                       struct qm_err *err)
{
	struct source s;
	char dir[PATH_SIZE];
	cl_program program = NULL;

	if (!gather(device, kernel, tile, &s, err))
		return NULL;

	const bool cached = qm_cl_cache_dir(dir, sizeof dir);
	size_t size = 0;

	*key = key_of(&device->facts, &s);

	void *const bytes = cached ? qm_cl_cache_load(dir, *key, &size) : NULL;

	if (bytes)
		program = from_binary(device, strcmp(kernel->body, "peak") ? "multiply" : "steps", &s,
		                      bytes, size);
	free(bytes);
	if (program)
		return program;
	program = from_source(device, kernel->base.name, &s, err);
	if (program && cached)
		keep(program, dir, *key);
	return program;
}
