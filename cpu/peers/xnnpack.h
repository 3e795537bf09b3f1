/* xnnpack.h - what the files of XNNPACK share: its functions, a layer's life, and threads.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_XNNPACK_H
#define QM_XNNPACK_H

#include <xnnpack.h>

#include "cpu/peers/peer.h"

struct xnnpack_calls {
#define QM_CALL(name) __typeof__(name) *name;
#include "cpu/peers/xnnpack.def"
#undef QM_CALL
};

/* What prepare() makes; what is NULL was not made. */
struct xnnpack_product {
	struct xnnpack_threads *threads;
	xnn_operator_t layer;
	void *a; /* as it is, in memory that goes on for XNN_EXTRA_BYTES, which it may read */
};

/* A type of layer. */
struct xnnpack_layer {
	size_t bytes; /* of a code of either operand */
	/* Could the layer give what is asked for with these operands?  NULL: with any. */
	bool (*takes)(const struct qm_problem *p, struct qm_err *err);
	/* Makes own->layer of the weights, and gives it own->a and job->c. */
	enum xnn_status (*make)(const struct qm_peer_job *job, struct xnnpack_product *own);
};

extern const struct xnnpack_layer qm_xnnpack_f32, qm_xnnpack_qs8;
bool qm_xnnpack_qs8_can_run(const void *calls, struct qm_err *err);
void qm_xnnpack_qs8_fetch(const struct qm_peer_job *job, void *c);

void qm_xnnpack_ready(struct qm_peer_job *job);
/* For peers whose .how is a struct xnnpack_layer. */
bool qm_xnnpack_prepare(struct qm_peer_job *job, struct qm_err *err);
bool qm_xnnpack_run(struct qm_peer_job *job, struct qm_err *err);
void qm_xnnpack_release(struct qm_peer_job *job);

bool qm_xnnpack_fine(enum xnn_status status, const char *what, struct qm_err *err);

/* A pool of pthreadpool's whose threads are where the team's are. */
struct xnnpack_threads;

/* While the team is lent.  The caller is the first of its threads. */
struct xnnpack_threads *qm_xnnpack_threads_open(const struct xnnpack_calls *f, size_t count,
                                                struct qm_err *err);
void qm_xnnpack_threads_close(struct xnnpack_threads *t);
/* NULL if the caller is the only one. */
pthreadpool_t qm_xnnpack_pool(const struct xnnpack_threads *t);
/* Those that sleep wake up, and wait for work busily. */
void qm_xnnpack_wake(struct xnnpack_threads *t);

#endif
