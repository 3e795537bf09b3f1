/* cl_rotation.c - packed weights in many copies, so that none is in a cache when its turn
 * comes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>

#include "opencl/job.h"

enum { COPIES_MAX = 4096 }; /* buffers that any driver bears */

static bool copy(struct qm_job *job, size_t index, size_t size, struct qm_err *err)
{
	cl_int code;

	job->cold[index] = clCreateBuffer(job->context, CL_MEM_READ_ONLY, size, NULL,
	                                  &code);
	if (code != CL_SUCCESS)
		return qm_fail(err, QM_SKIPPED, "cold caches need more copies of the weights than "
		               "%s has memory for: copy %zu of %zu: %s", job->device->facts.id,
		               index + 1, job->cold_count, qm_cl_error(code).text);
	return qm_cl_ok(clEnqueueCopyBuffer(job->queue, job->panel_b, job->cold[index], 0,
	                                    0, size, 0, NULL, NULL), "copying the weights", err);
}

bool qm_cl_rotate(struct qm_job *job, size_t bytes, struct qm_err *err)
{
	const size_t count = (bytes + job->b_bytes - 1) / job->b_bytes + 1;
	const uint64_t memory = job->device->facts.memory;
	bool ok = true;

	if (count > COPIES_MAX)
		return qm_fail(err, QM_SKIPPED, "cold caches need %zu copies of such small weights, "
		               "and at most %d are made", count, COPIES_MAX);
	if (memory && count * job->b_bytes > memory / 2)
		return qm_fail(err, QM_SKIPPED, "cold caches need %zu copies of the weights, %zu MB, "
		               "and a run may take half of the memory of %s, %llu MB", count,
		               count * job->b_bytes / 1000000, job->device->facts.id,
		               (unsigned long long)memory / 2000000);
	job->cold = calloc(count, sizeof *job->cold);
	if (!job->cold)
		return qm_fail(err, QM_WRONG, "not enough memory");
	job->cold_count = count;
	for (size_t i = 0; ok && i < count; i++)
		ok = copy(job, i, job->b_bytes, err);
	return ok && qm_cl_ok(clFinish(job->queue), "copying the weights", err);
}

bool qm_cl_rotation_next(struct qm_job *job, struct qm_err *err)
{
	enum { WEIGHTS = 1 }; /* the argument of multiply() */
	const size_t next = job->cold_next;

	if (job->cold_count == 0)
		return true;
	job->cold_next = (next + 1) % job->cold_count;
	return qm_cl_ok(clSetKernelArg(job->multiply, WEIGHTS, sizeof job->cold[next],
	                               &job->cold[next]), "clSetKernelArg", err);
}

void qm_cl_rotation_free(struct qm_job *job)
{
	for (size_t i = 0; i < job->cold_count; i++)
		if (job->cold[i])
			clReleaseMemObject(job->cold[i]);
	free(job->cold);
}
