/* clblast.c - CLBlast: sgemm, which brings operands into its own layouts in each call; one row
 * by sgemv.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "opencl/peers/cl_peer.h"

#include <clblast_c.h>

#define QM_CALLS "opencl/peers/clblast.def"
#include "kernels/calls.inc"

/* It has no function that tells its version; the name of its file does. */
static bool describe(const void *calls, struct qm_library *to, struct qm_err *err)
{
	const struct calls *const f = calls;
	char *path = NULL, *digits = NULL;
	void *symbol;
	Dl_info from;

	memcpy(&symbol, &f->CLBlastSgemm, sizeof symbol);
	if (dladdr(symbol, &from))
		path = realpath(from.dli_fname, NULL);
	if (path)
		digits = strstr(path, ".so.");
	if (digits)
		snprintf(to->version, sizeof to->version, "%s", digits + strlen(".so."));
	free(path);
	return digits || qm_fail(err, QM_SKIPPED, "CLBlast does not tell its version: the name of "
	                         "its file does not end with it");
}

/* Its codes below -1000 are its own. */
static bool fine(CLBlastStatusCode status, const char *what, struct qm_job *job,
                 struct qm_err *err)
{
	if (status == CLBlastSuccess)
		return true;
	job->device->suspect = true;
	if ((int)status > -1000)
		return qm_cl_ok((cl_int)status, what, err);
	return qm_fail(err, QM_WRONG, "%s: status %d of clblast_c.h", what, (int)status);
}

/* Of y it adds beta times what was there even where beta is 0, and that may be a NaN. */
static bool multiply_row(const struct calls *f, struct qm_job *job, cl_event *last,
                         struct qm_err *err)
{
	const size_t n = job->problem->shape.n, k = job->problem->shape.k;
	const float zero = 0;

	return qm_cl_alive(job->device,
	                   clEnqueueFillBuffer(job->queue, job->c, &zero, sizeof zero, 0,
	                                       n * sizeof zero, 0, NULL, NULL), "clearing C", err) &&
	       fine(f->CLBlastSgemv(CLBlastLayoutRowMajor, CLBlastTransposeNo, n, k, 1, job->panel_b,
	                            0, k, job->a, 0, 1, 0, job->c, 0, 1, &job->queue, last),
	            "CLBlastSgemv", job, err);
}

static bool run(const void *calls, struct qm_job *job, cl_event *last, struct qm_err *err)
{
	const struct calls *const f = calls;
	const struct qm_shape s = job->problem->shape;
	const size_t a_row = job->problem->a.row_bytes / sizeof(float);

	if (s.m == 1)
		return multiply_row(f, job, last, err);
	return fine(f->CLBlastSgemm(CLBlastLayoutRowMajor, CLBlastTransposeNo, CLBlastTransposeYes,
	                            s.m, s.n, s.k, 1, job->a, 0, a_row, job->panel_b, 0, s.k, 0,
	                            job->c, 0, s.n, &job->queue, last),
	            "CLBlastSgemm", job, err);
}

static const struct qm_peer_library clblast = {
	.name = "CLBlast",
	.file = "libclblast.so.1",
	.package = "libclblast1",
	.symbols = symbols,
	.count = sizeof symbols / sizeof symbols[0],
	.describe = describe,
};

extern const struct qm_family qm_f32;

const struct qm_cl_peer f32_clblast = {
	.kernel = {
		.base = {
			.name = "f32_clblast",
			.idea = "sgemm, operands into its layouts in each call; one row: sgemv",
			.family = &qm_f32,
			.library = "CLBlast",
			.outcome = QM_UNORDERED,
		},
		.b = &qm_pack_f32x1,
	},
	.from = &clblast,
	.run = run,
};
