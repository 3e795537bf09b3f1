/* cpu_job.c - a job is a plan of our own, a reference, or a peer.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cpu/code.h"
#include "cpu/cpu_job.h"
#include "cpu/gemm.h"
#include "cpu/pages.h"
#include "cpu/reference.h"
#include "cpu/rotation.h"

struct qm_job {
	struct qm_team *team;
	struct qm_plan plan; /* .kernel is NULL for what is not ours to pack */
	struct qm_peer_job peer; /* .peer is NULL for what is none */
	const struct qm_problem *problem;
	void *a, *b, *c;     /* packed A, packed B, and C */
	void *scratch;
	struct qm_rotation cold; /* further copies of packed B, if runs are to be cold */
	const void *b_now;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static bool allocate(size_t bytes, void **to)
{
	*to = qm_pages_take(bytes);
	return *to || bytes == 0;
}

static size_t c_bytes(const struct qm_job *job)
{
	return job->problem->shape.m * job->problem->shape.n * 4;
}

/* A job without memory of its own yet. */
static bool take_memory(struct qm_job *job)
{
	if (!allocate(c_bytes(job), &job->c))
		return false;
	return !job->plan.kernel ||
	       (allocate(qm_plan_a_bytes(&job->plan), &job->a) &&
	        allocate(qm_plan_b_bytes(&job->plan), &job->b) &&
	        allocate(qm_plan_scratch_bytes(&job->plan), &job->scratch));
}

void qm_job_release(struct qm_job *job)
{
	if (!job)
		return;
	if (job->peer.peer && job->peer.peer->release)
		job->peer.peer->release(&job->peer);
	if (job->plan.kernel) {
		qm_pages_give(job->a, qm_plan_a_bytes(&job->plan));
		qm_pages_give(job->b, qm_plan_b_bytes(&job->plan));
		qm_pages_give(job->scratch, qm_plan_scratch_bytes(&job->plan));
	}
	qm_pages_give(job->c, c_bytes(job));
	qm_rotation_free(&job->cold);
	free(job);
}

static void pack_weights(void *arg, size_t thread)
{
	struct qm_job *job = arg;

	qm_plan_pack_b(&job->plan, thread, &job->problem->b, job->b);
}

static void multiply(void *arg, size_t thread)
{
	struct qm_job *job = arg;

	if (qm_plan_shares_a(&job->plan)) {
		qm_plan_pack_a(&job->plan, thread, &job->problem->a, job->a);
		qm_team_barrier();
	}
	qm_plan_compute(&job->plan, thread, &job->problem->a, job->a, job->b_now, job->scratch,
	                job->c, job->plan.shape.n * 4);
}

static void define(void *arg, size_t thread)
{
	struct qm_job *job = arg;

	qm_reference_rows(job->problem, thread, qm_team_threads(job->team), job->c);
}

/* A build that is slow on purpose, to see whether `qmark ab` finds it: some per cent of
 * what the work took are waited for, busily, as code that does more would.
 */
static double waited(double start, double seconds)
{
	const double until = start + seconds * (1 + QM_SLOWDOWN / 100.0);

	while (QM_SLOWDOWN > 0 && start + seconds < until)
		seconds = now() - start;
	return seconds;
}

static double run_on_team(struct qm_job *job, void (*work)(void *, size_t))
{
	qm_team_hold(job->team);

	const double start = now();

	qm_team_run(job->team, work, job);

	const double seconds = waited(start, now() - start);

	qm_team_release(job->team);
	return seconds;
}

/* A library's function on the team's threads; those of a library that has its own sleep while it
 * runs, for a thread of theirs would wait busily where one of its works.
 */
static bool call(struct qm_job *job, bool (*function)(struct qm_peer_job *, struct qm_err *),
                 double *seconds, struct qm_err *err)
{
	const struct qm_cpu_library *const from = job->peer.peer->from;
	const bool lend = !from->own_threads || function != job->peer.peer->run;

	if (lend)
		qm_team_lend(job->team);
	else
		qm_team_hold(job->team);
	if (from->ready)
		from->ready(&job->peer);

	const double start = now();
	const bool ok = function(&job->peer, err);

	*seconds = now() - start;
	if (lend)
		qm_team_take_back(job->team);
	else
		qm_team_release(job->team);
	return ok;
}

static bool prepare_peer(struct qm_job *job, const struct qm_device *device,
                         struct qm_costs *costs, struct qm_err *err)
{
	const struct qm_peer *const peer = job->peer.peer;

	job->peer.calls = qm_peer_calls(device->libraries, peer);
	job->peer.problem = job->problem;
	job->peer.threads = qm_team_threads(job->team);
	job->peer.c = job->c;
	if (peer->prepare && !call(job, peer->prepare, &costs->pack, err))
		return false;
	if (job->peer.packed_bytes)
		costs->packed_bytes = job->peer.packed_bytes;
	return true;
}

struct qm_job *qm_job_prepare(struct qm_device *device, const struct qm_kernel *kernel,
                              const struct qm_problem *problem, struct qm_costs *costs,
                              struct qm_err *err)
{
	struct qm_job *job = calloc(1, sizeof *job);

	if (!job) {
		qm_fail(err, QM_WRONG, "not enough memory");
		return NULL;
	}
	job->team = device->team;
	job->problem = problem;
	job->peer.peer = qm_peer_of(kernel);
	/* A qm_cpu_kernel begins with its qm_kernel. */
	if (!job->peer.peer && !qm_is_reference(kernel))
		job->plan = qm_plan_make((const struct qm_cpu_kernel *)(const void *)kernel,
		                         problem->shape, qm_team_threads(device->team),
		                         qm_team_caches(device->team));
	if (!take_memory(job)) {
		qm_fail(err, QM_WRONG, "not enough memory for %zu MB of packed weights and %zu MB of C",
		        qm_plan_b_bytes(&job->plan) / 1000000, c_bytes(job) / 1000000);
		qm_job_release(job);
		return NULL;
	}
	*costs = (struct qm_costs){
		.pack = job->b ? run_on_team(job, pack_weights) : -1,
		.compile = -1,
		.first_launch = -1,
		.upload = -1,
		.download = -1,
		.packed_bytes = job->b ? qm_plan_b_bytes(&job->plan) : qm_matrix_bytes(&problem->b),
	};
	if (job->peer.peer && !prepare_peer(job, device, costs, err)) {
		qm_job_release(job);
		return NULL;
	}
	return job;
}

/* Of another project's library its version tells, not its code. */
void qm_job_code(const struct qm_job *job, char *text, size_t size)
{
	if (job->plan.kernel)
		qm_cpu_code(job->plan.kernel, text, size);
	else if (job->peer.peer)
		text[0] = '\0';
	else
		qm_cpu_reference_code(job->problem->family, text, size);
}

bool qm_job_rotate(struct qm_job *job, size_t bytes, struct qm_err *err)
{
	if (!job->b)
		return qm_fail(err, QM_SKIPPED, "%s, of which there could be copies",
		               job->peer.peer ? "a library keeps its weights itself"
		                              : "a reference packs no weights");
	return qm_rotation_make(&job->cold, job->team, &job->plan, &job->problem->b, bytes, err);
}

bool qm_job_run(struct qm_job *job, struct qm_timing *timing, struct qm_err *err)
{
	bool ok = true;

	if (job->peer.peer) {
		ok = call(job, job->peer.peer->run, &timing->seconds, err);
	} else {
		job->b_now = job->cold.memory ? qm_rotation_next(&job->cold) : job->b;
		timing->seconds = run_on_team(job, job->b ? multiply : define);
	}
	timing->wall = timing->seconds;
	timing->timer = "wall";
	return ok;
}

bool qm_job_fetch(struct qm_job *job, void *c, struct qm_costs *costs, struct qm_err *err)
{
	(void)costs, (void)err;
	if (job->peer.peer && job->peer.peer->fetch)
		job->peer.peer->fetch(&job->peer, c);
	else
		memcpy(c, job->c, c_bytes(job));
	return true;
}
