/* launch.c - the launches that are timed.
 *
 * prepare_a turns the row-major activations into strips, and multiply reads those.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "opencl/job.h"
#include "opencl/peers/cl_peer.h"
#include "opencl/timer.h"

struct qm_cl_range qm_cl_range_of(const struct qm_job *job)
{
	const struct qm_cl_tile *const t = &job->tile;
	const size_t strip = qm_cl_strip(t);
	/* On a GPU the rows of a strip write side by side; a CPU's items are long. */
	const bool together = job->device->as_gpu && strip <= job->device->facts.group_max &&
	                      strip <= job->device->facts.item_max[0];

	return (struct qm_cl_range){
		.rows = { strip, job->strips, (job->steps + t->run - 1) / t->run },
		.rows_group = { together ? strip : 1, 1, 1 },
		/* Groups of one panel of B follow each other. */
		.items = { job->strips * t->group_n, job->panels * t->group_m },
		.group = { t->group_n, t->group_m },
	};
}

static bool launch(const struct qm_job *job, cl_event events[2], struct qm_err *err)
{
	const struct qm_cl_range r = qm_cl_range_of(job);

	return qm_cl_alive(job->device,
	                   clEnqueueNDRangeKernel(job->queue, job->prepare_a, 3, NULL, r.rows,
	                                          r.rows_group, 0, NULL, &events[0]),
	                   "launching prepare_a", err) &&
	       qm_cl_alive(job->device,
	                   clEnqueueNDRangeKernel(job->queue, job->multiply, 2, NULL, r.items,
	                                          r.group, 0, NULL, &events[1]),
	                   "launching multiply", err);
}

/* A launch may be accepted, and fail: only its event tells. */
static bool succeeded(struct qm_device *device, cl_event event, const char *what,
                      struct qm_err *err)
{
	cl_int status = CL_COMPLETE;

	return qm_cl_alive(device,
	                   clGetEventInfo(event, CL_EVENT_COMMAND_EXECUTION_STATUS, sizeof status,
	                                  &status, NULL), "clGetEventInfo", err) &&
	       qm_cl_alive(device, status < 0 ? status : CL_SUCCESS, what, err);
}

/* 0 where the device keeps no time: the judge takes the wall clock then. */
static uint64_t event_time(cl_event event, cl_profiling_info what)
{
	cl_ulong time = 0;

	if (clGetEventProfilingInfo(event, what, sizeof time, &time, NULL) != CL_SUCCESS)
		return 0;
	return time;
}

/* A device without a clock has none from its first launch on, and is timed by the host's.
 * A clock that was good and then says what cannot be has no such excuse: half of the row
 * would be of one clock, half of the other.
 */
static bool read_clock(struct qm_job *job, const cl_event events[2], double wall,
                       struct qm_timing *timing, struct qm_err *err)
{
	const uint64_t from = event_time(events[0], CL_PROFILING_COMMAND_START);
	const uint64_t to = event_time(events[1], CL_PROFILING_COMMAND_END);
	const bool impossible = qm_cl_impossible(from, to, wall);

	*timing = qm_cl_timing(from, to, wall);
	if (job->first && (impossible || from == to))
		job->no_clock = timing->timer;
	if (job->no_clock) {
		timing->timer = job->no_clock;
		timing->seconds = wall;
	} else if (impossible) {
		return qm_fail(err, QM_WRONG, "the clock of %s was good before, and now its time is "
		               "impossible: %s", job->device->facts.id, timing->timer);
	}
	return true;
}

bool qm_cl_run(struct qm_job *job, struct qm_timing *timing, struct qm_err *err)
{
	cl_event events[2] = { NULL, NULL };

	if (job->kernel->base.library)
		return qm_cl_peer_run(job, timing, err);
	if (!qm_cl_rotation_next(job, err))
		return false;

	const double start = qm_cl_now();
	const bool launched = launch(job, events, err);
	const cl_int code = clFinish(job->queue);
	const double wall = qm_cl_now() - start;
	const bool ok = launched && qm_cl_alive(job->device, code, "clFinish", err) &&
	                succeeded(job->device, events[0], "running prepare_a", err) &&
	                succeeded(job->device, events[1], "running multiply", err) &&
	                read_clock(job, events, wall, timing, err);

	for (size_t i = 0; i < 2; i++)
		if (events[i])
			clReleaseEvent(events[i]);
	return ok;
}
