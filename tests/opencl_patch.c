/* opencl_patch.c - a layer between the OpenCL loader and the driver that changes kernels:
 * OPENCL_LAYERS names this library, and in every program QM_PATCH_TO takes the place of
 * QM_PATCH_FROM.  A program without QM_PATCH_FROM is not made: a change that changes
 * nothing would prove nothing.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/opencl_layer.inc"

enum { PARTS_MAX = 8 };

/* A changed copy of a text, for free(), and its length; every occurrence counts. */
static char *patched(const char *text, size_t size, const char *from, const char *to,
                     size_t *length, unsigned *found)
{
	const char *const end = text + size, *at;
	char *const copy = malloc(size + size / strlen(from) * strlen(to) + 1);
	char *p = copy;

	for (; copy && (at = memmem(text, (size_t)(end - text), from, strlen(from)));
	     text = at + strlen(from)) {
		p = (char *)memcpy(p, text, (size_t)(at - text)) + (at - text);
		p = (char *)memcpy(p, to, strlen(to)) + strlen(to);
		++*found;
	}
	if (copy)
		memcpy(p, text, (size_t)(end - text));
	*length = (size_t)(p - copy) + (size_t)(end - text);
	return copy;
}

static cl_program CL_API_CALL from_source(cl_context context, cl_uint count,
                                          const char **text, const size_t *size,
                                          cl_int *code)
{
	const char *const from = getenv("QM_PATCH_FROM"), *const to = getenv("QM_PATCH_TO");
	char *part[PARTS_MAX] = { NULL };
	size_t length[PARTS_MAX];
	unsigned found = 0;
	cl_program program = NULL;

	if (!from || !to || count > PARTS_MAX)
		return driver->clCreateProgramWithSource(context, count, text, size, code);
	for (cl_uint i = 0; i < count; i++)
		part[i] = patched(text[i], size[i], from, to, &length[i], &found);
	if (found == 0)
		fprintf(stderr, "opencl_patch: nowhere: %s\n", from);
	*code = CL_INVALID_VALUE;
	if (found > 0)
		program = driver->clCreateProgramWithSource(context, count,
		                                            (const char **)part, length,
		                                            code);
	for (cl_uint i = 0; i < count; i++)
		free(part[i]);
	return program;
}

static void replace(cl_icd_dispatch *layer)
{
	layer->clCreateProgramWithSource = from_source;
}
