/* xnnpack.h - what the files of XNNPACK share: its functions, and threads for them.
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
