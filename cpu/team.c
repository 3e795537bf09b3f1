/* team.c - OpenMP threads bound through hwloc inside the cpuset that we were given.
 *
 * A runtime may end and restart its threads between two parallel regions of different
 * sizes, and a new thread inherits the binding of the one that starts it.  So each thread
 * remembers where it was last bound, and is bound again whenever that is not its place.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <hwloc.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cpu/team.h"

enum { NOWHERE = -1 };

void qm_team_wait_politely(char **argv)
{
	if (getenv("OMP_WAIT_POLICY") || getenv("GOMP_SPINCOUNT") || getenv("KMP_BLOCKTIME"))
		return;
	setenv("GOMP_SPINCOUNT", "10000", 1); /* turns of a loop, for gcc's runtime */
	setenv("KMP_BLOCKTIME", "1", 1);      /* milliseconds, for clang's */
	execv("/proc/self/exe", argv);
	/* Where that cannot be, the threads wait as the runtime likes. */
}

struct qm_team {
	hwloc_topology_t topology;
	hwloc_bitmap_t before;  /* the caller's own binding */
	size_t threads;
	int lent_from;          /* regions outside of the team have so many threads */
	unsigned *cpus;         /* the operating system's numbers, in thread order */
	struct qm_caches caches;
	char placement[512];
};

static _Thread_local long bound_to = NOWHERE;

static bool bind_here(hwloc_topology_t topology, unsigned cpu)
{
	hwloc_bitmap_t set = hwloc_bitmap_alloc();
	bool ok = false;

	if (set) {
		hwloc_bitmap_only(set, cpu);
		ok = hwloc_set_cpubind(topology, set, HWLOC_CPUBIND_THREAD) == 0;
	}
	hwloc_bitmap_free(set);
	bound_to = ok ? (long)cpu : NOWHERE;
	return ok;
}

/* The processors we may use: cores first, then their second hardware threads. */
static size_t list_cpus(struct qm_team *team)
{
	hwloc_topology_t t = team->topology;
	hwloc_bitmap_t may = hwloc_bitmap_dup(hwloc_topology_get_allowed_cpuset(t));
	const int pus = hwloc_get_nbobjs_by_type(t, HWLOC_OBJ_PU);
	size_t count = 0;

	team->cpus = calloc(pus > 0 ? (size_t)pus : 1, sizeof *team->cpus);
	if (!may || !team->cpus) {
		hwloc_bitmap_free(may);
		return 0;
	}
	/* A container or taskset may allow less than the topology shows. */
	if (team->before)
		hwloc_bitmap_and(may, may, team->before);
	for (unsigned sibling = 0; count < (size_t)pus; sibling++) {
		const size_t had = count;
		bool more = false;

		for (int i = 0; i < pus; i++) {
			const hwloc_obj_t pu = hwloc_get_obj_by_type(t, HWLOC_OBJ_PU, (unsigned)i);
			const unsigned rank = pu->parent && pu->parent->type == HWLOC_OBJ_CORE
			                      ? pu->sibling_rank : 0;

			more = more || rank > sibling;
			if (rank == sibling && hwloc_bitmap_isset(may, pu->os_index))
				team->cpus[count++] = pu->os_index;
		}
		if (count == had && !more)
			break;
	}
	hwloc_bitmap_free(may);
	return count;
}

static size_t cache_size(hwloc_topology_t t, hwloc_obj_type_t type, size_t otherwise)
{
	const hwloc_obj_t cache = hwloc_get_obj_by_type(t, type, 0);

	return cache && cache->attr->cache.size ? (size_t)cache->attr->cache.size : otherwise;
}

static void note_placement(struct qm_team *team)
{
	size_t used = 0;

	for (size_t i = 0; i < team->threads && used < sizeof team->placement; i++)
		used += (size_t)snprintf(team->placement + used, sizeof team->placement - used,
		                         i ? " %u" : "%u", team->cpus[i]);
}

static void try_place(void *arg, size_t thread)
{
	struct qm_team *team = arg;

	if (bound_to == (long)team->cpus[thread])
		return;

	const int why = errno;
#pragma omp critical(qm_placement)
	snprintf(team->placement, sizeof team->placement,
	         "not bound: thread %zu cannot be bound to processor %u (%s)", thread,
	         team->cpus[thread], strerror(why));
}

struct qm_team *qm_team_open(size_t threads, struct qm_err *err)
{
	struct qm_team *team = calloc(1, sizeof *team);

	if (!team || hwloc_topology_init(&team->topology) != 0 ||
	    hwloc_topology_load(team->topology) != 0) {
		free(team);
		qm_fail(err, QM_WRONG, "hwloc cannot read this machine's topology");
		return NULL;
	}
	team->before = hwloc_bitmap_alloc();
	if (team->before && hwloc_get_cpubind(team->topology, team->before, HWLOC_CPUBIND_THREAD)) {
		hwloc_bitmap_free(team->before);
		team->before = NULL;
	}

	const size_t usable = list_cpus(team);

	if (usable == 0 || threads > usable) {
		qm_fail(err, QM_USAGE, "%zu threads asked for, but this process may use %zu processors",
		        threads, usable);
		qm_team_close(team);
		return NULL;
	}
	team->threads = threads ? threads : usable;
	team->caches.l1 = cache_size(team->topology, HWLOC_OBJ_L1CACHE, 32 << 10);
	team->caches.l2 = cache_size(team->topology, HWLOC_OBJ_L2CACHE, 512 << 10);
	team->caches.l3 = cache_size(team->topology, HWLOC_OBJ_L3CACHE, 4 << 20);
	note_placement(team);
	qm_team_hold(team);
	qm_team_run(team, try_place, team);
	qm_team_release(team);
	return team;
}

void qm_team_close(struct qm_team *team)
{
	if (!team)
		return;
	free(team->cpus);
	hwloc_bitmap_free(team->before);
	hwloc_topology_destroy(team->topology);
	free(team);
}

size_t qm_team_threads(const struct qm_team *team)
{
	return team->threads;
}

const struct qm_caches *qm_team_caches(const struct qm_team *team)
{
	return &team->caches;
}

/* Bytes of the different caches of this type over the team's processors. */
static size_t team_cache(const struct qm_team *team, hwloc_obj_type_t type)
{
	hwloc_bitmap_t seen = hwloc_bitmap_alloc();
	size_t bytes = 0;

	for (size_t i = 0; seen && i < team->threads; i++) {
		const hwloc_obj_t pu = hwloc_get_pu_obj_by_os_index(team->topology, team->cpus[i]);
		const hwloc_obj_t cache =
			pu ? hwloc_get_ancestor_obj_by_type(team->topology, type, pu) : NULL;

		if (!cache || hwloc_bitmap_isset(seen, cache->logical_index))
			continue;
		hwloc_bitmap_set(seen, cache->logical_index);
		bytes += (size_t)cache->attr->cache.size;
	}
	hwloc_bitmap_free(seen);
	return bytes;
}

void qm_team_levels(const struct qm_team *team, struct qm_levels *levels)
{
	static const hwloc_obj_type_t types[QM_CACHE_LEVELS] = {
		HWLOC_OBJ_L1CACHE, HWLOC_OBJ_L2CACHE, HWLOC_OBJ_L3CACHE, HWLOC_OBJ_L4CACHE,
	};
	size_t room = 0;

	levels->count = 0;
	for (unsigned i = 0; i < QM_CACHE_LEVELS; i++) {
		const size_t bytes = team_cache(team, types[i]);

		if (bytes == 0)
			continue;
		room += bytes;
		levels->number[levels->count] = i + 1;
		levels->room[levels->count++] = room;
	}
}

const char *qm_team_placement(const struct qm_team *team)
{
	return team->placement;
}

void qm_team_hold(struct qm_team *team)
{
	bind_here(team->topology, team->cpus[0]);
}

void qm_team_release(struct qm_team *team)
{
	if (team->before)
		hwloc_set_cpubind(team->topology, team->before, HWLOC_CPUBIND_THREAD);
	bound_to = NOWHERE;
}

static void work_here(struct qm_team *team, size_t thread, void (*work)(void *, size_t),
                      void *arg)
{
	if (bound_to != (long)team->cpus[thread])
		bind_here(team->topology, team->cpus[thread]);
	work(arg, thread);
}

void qm_team_run(struct qm_team *team, void (*work)(void *arg, size_t thread), void *arg)
{
	if (team->threads == 1) {
		work_here(team, 0, work, arg);
		return;
	}
#pragma omp parallel num_threads((int)team->threads)
	work_here(team, (size_t)omp_get_thread_num(), work, arg);
}

static void be_there(void *arg, size_t thread)
{
	(void)arg, (void)thread;
}

/* A runtime gives a region the threads of the one before, so those are bound first. */
void qm_team_lend(struct qm_team *team)
{
	qm_team_hold(team);
	team->lent_from = omp_get_max_threads();
	omp_set_num_threads((int)team->threads);
	qm_team_run(team, be_there, NULL);
}

void qm_team_take_back(struct qm_team *team)
{
	omp_set_num_threads(team->lent_from);
	qm_team_release(team);
}

void qm_team_barrier(void)
{
#pragma omp barrier
}
