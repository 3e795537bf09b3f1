/* launch.c - the launches that are timed.
 *
 * prepare_a turns the row-major activations into strips, and multiply reads those.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "opencl/job.h"
#include "opencl/timer.h"

static bool launch(const struct qm_job *job, cl_event events[2], struct qm_err *err)
{
	const struct qm_cl_tile *const t = &job->tile;
	const cl_command_queue queue = job->device->queue;
	const size_t strip = qm_cl_strip(t);
	const size_t rows[3] = { strip, job->strips, (job->steps + t->run - 1) / t->run };
	/* On a GPU the rows of a strip write side by side; a CPU's items are long. */
	const bool together = job->device->as_gpu && strip <= job->device->facts.group_max;
	const size_t rows_group[3] = { together ? strip : 1, 1, 1 };
	/* Groups of one panel of B follow each other. */
	const size_t items[2] = { job->strips * t->group_n, job->panels * t->group_m };
	const size_t group[2] = { t->group_n, t->group_m };

	return qm_cl_ok(clEnqueueNDRangeKernel(queue, job->prepare_a, 3, NULL, rows, rows_group, 0,
	                                       NULL, &events[0]),
	                "launching prepare_a", err) &&
	       qm_cl_ok(clEnqueueNDRangeKernel(queue, job->multiply, 2, NULL, items, group, 0, NULL,
	                                       &events[1]),
	                "launching multiply", err);
}

/* A launch may be accepted, and fail: only its event tells. */
static bool succeeded(cl_event event, const char *what, struct qm_err *err)
{
	cl_int status = CL_COMPLETE;

	return qm_cl_ok(clGetEventInfo(event, CL_EVENT_COMMAND_EXECUTION_STATUS, sizeof status,
	                               &status, NULL), "clGetEventInfo", err) &&
	       qm_cl_ok(status < 0 ? status : CL_SUCCESS, what, err);
}

/* 0 where the device keeps no time: the judge takes the wall clock then. */
static uint64_t event_time(cl_event event, cl_profiling_info what)
{
	cl_ulong time = 0;

	if (clGetEventProfilingInfo(event, what, sizeof time, &time, NULL) != CL_SUCCESS)
		return 0;
	return time;
}

bool qm_cl_run(struct qm_job *job, struct qm_timing *timing, struct qm_err *err)
{
	cl_event events[2] = { NULL, NULL };

	if (!qm_cl_rotation_next(job, err))
		return false;

	const double start = qm_cl_now();
	const bool launched = launch(job, events, err);
	const cl_int code = clFinish(job->device->queue);
	const double wall = qm_cl_now() - start;
	const bool ok = launched && qm_cl_ok(code, "clFinish", err) &&
	                succeeded(events[0], "running prepare_a", err) &&
	                succeeded(events[1], "running multiply", err);

	if (ok)
		*timing = qm_cl_timing(event_time(events[0], CL_PROFILING_COMMAND_START),
		                       event_time(events[1], CL_PROFILING_COMMAND_END), wall);
	for (size_t i = 0; i < 2; i++)
		if (events[i])
			clReleaseEvent(events[i]);
	return ok;
}
