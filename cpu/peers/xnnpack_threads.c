/* xnnpack_threads.c - the threads of XNNPACK's pool, each bound to a processor of the team.
 *
 * The pool starts threads of its own, where their maker is bound: all on one processor.  So
 * each of them is given one piece of work that ends when all have begun theirs, and binds
 * itself in it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <omp.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "cpu/peers/xnnpack.h"

struct xnnpack_threads {
	const struct xnnpack_calls *calls;
	pthreadpool_t pool;
	size_t count;
	cpu_set_t *place;     /* of each of the team's threads */
	atomic_size_t placed; /* threads of the pool that are where they should be, or cannot */
	atomic_int why;       /* an errno if one cannot */
};

/* Of the threads that the team lends. */
static void read_places(struct xnnpack_threads *t)
{
#pragma omp parallel
	{
		const size_t i = (size_t)omp_get_thread_num();

		if (i < t->count && sched_getaffinity(0, sizeof t->place[i], &t->place[i]) != 0)
			atomic_store(&t->why, errno);
	}
}

static void place(void *threads, size_t i)
{
	struct xnnpack_threads *const t = threads;

	if (sched_setaffinity(0, sizeof t->place[i], &t->place[i]) != 0)
		atomic_store(&t->why, errno);
	atomic_fetch_add(&t->placed, 1);
	while (atomic_load(&t->placed) < t->count)
		sched_yield();
}

static void be_there(void *threads, size_t i)
{
	(void)threads, (void)i;
}

struct xnnpack_threads *qm_xnnpack_threads_open(const struct xnnpack_calls *f, size_t count,
                                                struct qm_err *err)
{
	struct xnnpack_threads *const t = calloc(1, sizeof *t);

	if (!t || !(t->place = calloc(count, sizeof *t->place))) {
		free(t);
		qm_fail(err, QM_WRONG, "not enough memory");
		return NULL;
	}
	t->calls = f;
	t->count = count;
	if (count == 1)
		return t;
	read_places(t);
	t->pool = f->pthreadpool_create(count);
	if (t->pool)
		f->pthreadpool_parallelize_1d(t->pool, place, t, count,
		                              PTHREADPOOL_FLAG_YIELD_WORKERS);
	if (t->pool && !atomic_load(&t->why))
		return t;
	qm_fail(err, QM_SKIPPED, "XNNPACK's threads cannot be held to the team's processors: %s",
	        t->pool ? strerror(atomic_load(&t->why)) : "no pool of threads can be made");
	qm_xnnpack_threads_close(t);
	return NULL;
}

void qm_xnnpack_threads_close(struct xnnpack_threads *t)
{
	if (t && t->pool)
		t->calls->pthreadpool_destroy(t->pool);
	if (t)
		free(t->place);
	free(t);
}

pthreadpool_t qm_xnnpack_pool(const struct xnnpack_threads *t)
{
	return t->pool;
}

void qm_xnnpack_wake(struct xnnpack_threads *t)
{
	if (t->pool)
		t->calls->pthreadpool_parallelize_1d(t->pool, be_there, NULL, t->count, 0);
}
