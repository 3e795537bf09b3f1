/* cpu.c - the CPU as a backend: one device, the kernels of kernels.def.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "cpu/code.h"
#include "cpu/cpu.h"
#include "cpu/gemm.h"
#include "cpu/isa.h"
#include "cpu/machine.h"
#include "cpu/peaks.h"
#include "cpu/reference.h"
#include "cpu/rotation.h"
#include "cpu/team.h"

/* The rows that this compiler could build, with the instruction set of each. */
#define QM_KERNEL(name, isa) extern const struct qm_cpu_kernel name;
#include "kernels_built.def"
#undef QM_KERNEL

static const struct {
	const struct qm_cpu_kernel *kernel;
	enum qm_isa isa;
} table[] = {
#define QM_KERNEL(name, isa) { &name, QM_ISA_##isa },
#include "kernels_built.def"
#undef QM_KERNEL
};

enum { ROWS = sizeof table / sizeof table[0] };

struct qm_device {
	struct qm_team *team;
};

struct qm_job {
	struct qm_team *team;
	struct qm_plan plan; /* .kernel is NULL for a reference, which packs nothing */
	const struct qm_problem *problem;
	void *a, *b, *c;     /* packed A, packed B, and C */
	void *scratch;
	struct qm_rotation cold; /* further copies of packed B, if runs are to be cold */
	const void *b_now;
};

/* The references come first: they are always there. */
static size_t kernel_count(void)
{
	return qm_family_count + ROWS;
}

static const struct qm_kernel *kernel(size_t index)
{
	if (index < qm_family_count)
		return &qm_references[index];
	return &table[index - qm_family_count].kernel->base;
}

static bool is_reference(const struct qm_kernel *k)
{
	return k >= qm_references && k < qm_references + qm_family_count;
}

static size_t device_count(struct qm_err *err)
{
	(void)err;
	return 1;
}

static bool describe(size_t index, struct qm_device_info *info, struct qm_err *err)
{
	(void)index, (void)err;
	memset(info, 0, sizeof *info);
	info->is_cpu = true;
	snprintf(info->id, sizeof info->id, "cpu");
	qm_cpu_name(info->name, sizeof info->name);
	return true;
}

static struct qm_device *open_device(size_t index, const struct qm_open *how,
                                     struct qm_err *err)
{
	struct qm_device *device = calloc(1, sizeof *device);

	(void)index;
	if (!device) {
		qm_fail(err, QM_WRONG, "not enough memory");
		return NULL;
	}
	device->team = qm_team_open(how->threads, err);
	if (!device->team) {
		free(device);
		return NULL;
	}
	return device;
}

static void close_device(struct qm_device *device)
{
	if (device)
		qm_team_close(device->team);
	free(device);
}

static size_t threads(const struct qm_device *device)
{
	return qm_team_threads(device->team);
}

static void placement(const struct qm_device *device, char *text, size_t size)
{
	snprintf(text, size, "%s", qm_team_placement(device->team));
}

static bool can_run(const struct qm_device *device, const struct qm_kernel *kernel,
                    struct qm_err *err)
{
	(void)device;
	if (is_reference(kernel))
		return true;
	for (size_t i = 0; i < ROWS; i++) {
		if (&table[i].kernel->base != kernel)
			continue;

		const char *const isa = qm_isa_name(table[i].isa);

		if (qm_isa_allowed() & 1u << table[i].isa)
			return true;
		if (qm_isa_detected() & 1u << table[i].isa)
			return qm_fail(err, QM_SKIPPED, "%s is switched off by --isa", isa);
		return qm_fail(err, QM_SKIPPED, "this processor has no %s", isa);
	}
	return qm_fail(err, QM_SKIPPED, "not a kernel of the CPU");
}

/* Every class is measured, whichever kernels there are: a class takes milliseconds. */
static bool peaks(struct qm_device *device, const struct qm_kernel *const *kernels,
                  size_t count, struct qm_peaks *to, struct qm_err *err)
{
	(void)kernels, (void)count;
	return qm_cpu_peaks(device->team, to, err);
}

static size_t caches(const struct qm_device *device)
{
	struct qm_levels levels;

	qm_team_levels(device->team, &levels);
	return levels.count ? levels.room[levels.count - 1] : 0;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Pages come from the system untouched, so that the thread that packs a panel decides
 * where it lies; large pages where the system grants them, for fewer misses of the TLB.
 */
static void *allocate(size_t bytes)
{
	void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		return NULL;
	madvise(p, bytes, MADV_HUGEPAGE);
	return p;
}


static size_t c_bytes(const struct qm_job *job)
{
	return job->problem->shape.m * job->problem->shape.n * 4;
}

/* A job without memory of its own yet. */
static bool take_memory(struct qm_job *job)
{
	job->c = allocate(c_bytes(job));
	if (!job->plan.kernel)
		return job->c;
	job->a = allocate(qm_plan_a_bytes(&job->plan));
	job->b = allocate(qm_plan_b_bytes(&job->plan));
	job->scratch = allocate(qm_plan_scratch_bytes(&job->plan));
	return job->a && job->b && job->c && job->scratch;
}

static void release(struct qm_job *job)
{
	if (!job)
		return;
	if (job->a)
		munmap(job->a, qm_plan_a_bytes(&job->plan));
	if (job->b)
		munmap(job->b, qm_plan_b_bytes(&job->plan));
	if (job->scratch)
		munmap(job->scratch, qm_plan_scratch_bytes(&job->plan));
	if (job->c)
		munmap(job->c, c_bytes(job));
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

	qm_plan_pack_a(&job->plan, thread, &job->problem->a, job->a);
	qm_team_barrier();
	qm_plan_compute(&job->plan, thread, job->a, job->b_now, job->scratch, job->c,
	                job->plan.shape.n * 4);
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

static struct qm_job *prepare(struct qm_device *device, const struct qm_kernel *kernel,
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
	if (!is_reference(kernel)) /* a qm_cpu_kernel begins with its qm_kernel */
		job->plan = qm_plan_make((const struct qm_cpu_kernel *)(const void *)kernel,
		                         problem->shape, qm_team_threads(device->team),
		                         qm_team_caches(device->team));
	if (!take_memory(job)) {
		qm_fail(err, QM_WRONG, "not enough memory for %zu MB of packed weights and %zu MB of C",
		        qm_plan_b_bytes(&job->plan) / 1000000, c_bytes(job) / 1000000);
		release(job);
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
	return job;
}

static void code(const struct qm_job *job, char *text, size_t size)
{
	if (job->plan.kernel)
		qm_cpu_code(job->plan.kernel, text, size);
	else
		qm_cpu_reference_code(job->problem->family, text, size);
}

static bool rotate(struct qm_job *job, size_t bytes, struct qm_err *err)
{
	if (!job->b)
		return qm_fail(err, QM_SKIPPED, "a reference packs no weights of which there could be "
		               "copies");
	return qm_rotation_make(&job->cold, job->team, &job->plan, &job->problem->b, bytes, err);
}

static bool run(struct qm_job *job, struct qm_timing *timing, struct qm_err *err)
{
	(void)err;
	job->b_now = job->cold.memory ? qm_rotation_next(&job->cold) : job->b;
	timing->seconds = timing->wall = run_on_team(job, job->b ? multiply : define);
	timing->timer = "wall";
	return true;
}

static bool fetch(struct qm_job *job, void *c, struct qm_costs *costs, struct qm_err *err)
{
	(void)costs, (void)err;
	memcpy(c, job->c, c_bytes(job));
	return true;
}

const struct qm_backend qm_cpu_backend = {
	.name = "cpu",
	.kernel_count = kernel_count,
	.kernel = kernel,
	.device_count = device_count,
	.describe = describe,
	.open = open_device,
	.close = close_device,
	.threads = threads,
	.placement = placement,
	.can_run = can_run,
	.peaks = peaks,
	.caches = caches,
	.prepare = prepare,
	.code = code,
	.rotate = rotate,
	.run = run,
	.fetch = fetch,
	.release = release,
};
