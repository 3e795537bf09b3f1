/* cl_peers.c - the peers of this build, and how they are timed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "opencl/peers/cl_peer.h"
#include "opencl/timer.h"

#define QM_PEER(name) extern const struct qm_cl_peer name;
#include "peers_built.def"
#undef QM_PEER

/* It ends with NULL, for a build may have none. */
static const struct qm_cl_peer *const peers[] = {
#define QM_PEER(name) &name,
#include "peers_built.def"
#undef QM_PEER
	NULL,
};

enum { PEERS = sizeof peers / sizeof peers[0] - 1 };

const struct qm_cl_tile qm_cl_peer_tile = {
	.vec = 1, .vecs = 1, .rows = 1, .group_m = 1, .group_n = 1, .run = 1,
};

size_t qm_cl_peer_count(void)
{
	return PEERS;
}

const struct qm_cl_peer *qm_cl_peer_at(size_t index)
{
	return peers[index];
}

const struct qm_cl_peer *qm_cl_peer_of(const struct qm_kernel *kernel)
{
	for (size_t i = 0; i < PEERS; i++)
		if (&peers[i]->kernel.base == kernel)
			return peers[i];
	return NULL;
}

bool qm_cl_peer_suits(const struct qm_device *device, const struct qm_cl_peer *peer,
                      struct qm_err *err)
{
	return qm_library_load(device->libraries, peer->from, err) &&
	       qm_cl_suits(&device->facts, &peer->kernel, err);
}

/* The next copy takes the place of the weights, which wait for another turn in its place. */
static void rotate(struct qm_job *job)
{
	if (job->cold_count == 0)
		return;

	cl_mem *const next = &job->cold[job->cold_next];
	const cl_mem before = job->panel_b;

	job->panel_b = *next;
	*next = before;
	job->cold_next = (job->cold_next + 1) % job->cold_count;
}

/* A launch may be accepted, and fail: only its event tells. */
static bool succeeded(struct qm_job *job, cl_event last, struct qm_err *err)
{
	cl_int status = CL_COMPLETE;

	return !last ||
	       (qm_cl_alive(job->device,
	                    clGetEventInfo(last, CL_EVENT_COMMAND_EXECUTION_STATUS, sizeof status,
	                                   &status, NULL), "clGetEventInfo", err) &&
	        qm_cl_alive(job->device, status < 0 ? status : CL_SUCCESS,
	                    job->kernel->base.name, err));
}

/* By the host's clock: there are as many launches as the library likes, and the event that it
 * hands out is that of the last one.
 */
bool qm_cl_peer_run(struct qm_job *job, struct qm_timing *timing, struct qm_err *err)
{
	const struct qm_cl_peer *const peer = qm_cl_peer_of(&job->kernel->base);
	const void *const calls = qm_library_calls(job->device->libraries, peer->from);
	cl_event last = NULL;

	rotate(job);

	const double start = qm_cl_now();
	const bool launched = peer->run(calls, job, &last, err);
	const cl_int code = clFinish(job->queue);
	const double wall = qm_cl_now() - start;
	const bool ok = launched && qm_cl_alive(job->device, code, "clFinish", err) &&
	                succeeded(job, last, err);

	if (last)
		clReleaseEvent(last);
	*timing = (struct qm_timing){ .seconds = wall, .wall = wall, .timer = "wall" };
	return ok;
}
