/* peers.c - the peers of this build.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/peers/peers.h"

#define QM_PEER(name) extern const struct qm_peer name;
#include "peers_built.def"
#undef QM_PEER

/* It ends with NULL, for a build may have none. */
static const struct qm_peer *const peers[] = {
#define QM_PEER(name) &name,
#include "peers_built.def"
#undef QM_PEER
	NULL,
};

enum { PEERS = sizeof peers / sizeof peers[0] - 1 };

size_t qm_peer_count(void)
{
	return PEERS;
}

const struct qm_peer *qm_peer_at(size_t index)
{
	return peers[index];
}

const struct qm_peer *qm_peer_of(const struct qm_kernel *kernel)
{
	for (size_t i = 0; i < PEERS; i++)
		if (&peers[i]->base == kernel)
			return peers[i];
	return NULL;
}

bool qm_peer_load(struct qm_peer_libraries *all, const struct qm_peer *peer,
                  struct qm_err *err)
{
	return qm_library_load(all, &peer->from->base, err) &&
	       (!peer->can_run || peer->can_run(qm_library_calls(all, &peer->from->base), err));
}

const void *qm_peer_calls(const struct qm_peer_libraries *all, const struct qm_peer *peer)
{
	return qm_library_calls(all, &peer->from->base);
}

const struct qm_library *qm_peer_library(const struct qm_peer_libraries *all,
                                         const struct qm_peer *peer)
{
	return qm_library_facts(all, &peer->from->base);
}
