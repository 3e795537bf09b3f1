/* peer.h - other projects' libraries, as kernels of the families that they compute.
 *
 * Peers work on the team's threads: their OpenMP regions find them ready and bound, for there
 * is one runtime in the process, this program's (clang's has the entry points of gcc's, and
 * was there first).  One that insists on threads of its own has as many, bound alike.  They
 * get what our kernels get: codes in rows along k, C in rows of n; weights may be brought into
 * any layout before the time starts, activations only while it runs.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_PEER_H
#define QM_PEER_H

#include "cpu/isa.h"
#include "kernels/library.h"

struct qm_peer_job;

struct qm_cpu_library {
	struct qm_peer_library base;
	enum qm_isa isa; /* of what is built in: what it was compiled for */
	/* Its threads are not OpenMP's: prepare() puts them where the team's are, which sleep
	 * while they work.
	 */
	bool own_threads;
	/* Each time before the time starts: tells it how many threads it may use, or wakes its
	 * own.  NULL: it asks OpenMP.
	 */
	void (*ready)(struct qm_peer_job *job);
};

struct qm_peer;

/* One problem in the hands of a peer. */
struct qm_peer_job {
	const struct qm_peer *peer;
	const void *calls;   /* the pointers, in the order of .symbols; NULL if built in */
	const struct qm_problem *problem;
	size_t threads;
	void *c;             /* m rows of n elements: four bytes each, where fetch() is NULL */
	size_t packed_bytes; /* of the weights in a layout of the library's; 0: as stored */
	void *own;           /* of the peer, from prepare() to release() */
};

struct qm_peer {
	struct qm_kernel base; /* .library is the library's name */
	const struct qm_cpu_library *from;
	const void *how;       /* for the functions below, where several peers share them */
	/* NULL: it can wherever its library can. */
	bool (*can_run)(const void *calls, struct qm_err *err);
	/* Brings the weights into the library's layout.  NULL: it takes them as they are. */
	bool (*prepare)(struct qm_peer_job *job, struct qm_err *err);
	bool (*run)(struct qm_peer_job *job, struct qm_err *err);
	/* Brings job->c to four bytes an element, after the time.  NULL: run() leaves it so. */
	void (*fetch)(const struct qm_peer_job *job, void *c);
	void (*release)(struct qm_peer_job *job); /* also after prepare() failed; or NULL */
};

#endif
