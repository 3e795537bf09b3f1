/* peers.h - the peers of this build, and their libraries where they are installed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_PEERS_H
#define QM_PEERS_H

#include "cpu/peers/peer.h"

size_t qm_peer_count(void);
const struct qm_peer *qm_peer_at(size_t index);
/* The peer that the kernel is, or NULL. */
const struct qm_peer *qm_peer_of(const struct qm_kernel *kernel);

/* Loads the peer's library; false, with the reason, if it cannot run here. */
bool qm_peer_load(struct qm_peer_libraries *all, const struct qm_peer *peer,
                  struct qm_err *err);
/* Of a peer that was loaded. */
const void *qm_peer_calls(const struct qm_peer_libraries *all, const struct qm_peer *peer);
const struct qm_library *qm_peer_library(const struct qm_peer_libraries *all,
                                         const struct qm_peer *peer);

#endif
