/* peers.c - the peers of this build, and their libraries where they are installed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpu/peers/peers.h"

#define QM_LIBRARY(name) extern const struct qm_peer_library qm_##name;
#define QM_PEER(name) extern const struct qm_peer name;
#include "peers_built.def"
#undef QM_LIBRARY
#undef QM_PEER

/* Each table ends with NULL, for a build may have neither. */
static const struct qm_peer *const peers[] = {
#define QM_LIBRARY(name)
#define QM_PEER(name) &name,
#include "peers_built.def"
#undef QM_LIBRARY
#undef QM_PEER
	NULL,
};

static const struct qm_peer_library *const libraries[] = {
#define QM_LIBRARY(name) &qm_##name,
#define QM_PEER(name)
#include "peers_built.def"
#undef QM_LIBRARY
#undef QM_PEER
	NULL,
};

enum {
	PEERS = sizeof peers / sizeof peers[0] - 1,
	LIBRARIES = sizeof libraries / sizeof libraries[0] /* and one that is none */
};

struct loaded {
	bool tried, ok;
	void *handle;
	qm_symbol **calls;
	struct qm_library is;
	struct qm_err why; /* not ok */
};

struct qm_peer_libraries {
	struct loaded library[LIBRARIES];
};

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

struct qm_peer_libraries *qm_peer_libraries_open(void)
{
	return calloc(1, sizeof(struct qm_peer_libraries));
}

/* The libraries stay where they are: threads that ran their code may still be waiting. */
void qm_peer_libraries_close(struct qm_peer_libraries *all)
{
	for (size_t i = 0; all && i < LIBRARIES; i++) {
		if (all->library[i].handle)
			dlclose(all->library[i].handle);
		free(all->library[i].calls);
	}
	free(all);
}

static size_t index_of(const struct qm_peer *peer)
{
	size_t i = 0;

	while (libraries[i] && libraries[i] != peer->from)
		i++;
	return i;
}

/* ISO C has no cast from an object's address to a function's. */
static bool take_symbols(struct loaded *to, const struct qm_peer_library *from)
{
	to->calls = calloc(from->count, sizeof *to->calls);
	if (!to->calls)
		return qm_fail(&to->why, QM_WRONG, "not enough memory");
	for (size_t i = 0; i < from->count; i++) {
		void *const symbol = dlsym(to->handle, from->symbols[i]);

		if (!symbol)
			return qm_fail(&to->why, QM_SKIPPED, "%s of %s has no %s; Debian's package %s has",
			               from->file, from->name, from->symbols[i], from->package);
		memcpy(&to->calls[i], &symbol, sizeof symbol);
	}
	return true;
}

static bool load(struct loaded *to, const struct qm_peer_library *from)
{
	if (from->file) {
		to->handle = dlopen(from->file, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
		if (!to->handle)
			return qm_fail(&to->why, QM_SKIPPED, "%s is not installed (Debian: %s): %s",
			               from->name, from->package, dlerror());
		if (!take_symbols(to, from))
			return false;
	}
	return from->describe(to->calls, &to->is, &to->why);
}

bool qm_peer_load(struct qm_peer_libraries *all, const struct qm_peer *peer,
                  struct qm_err *err)
{
	struct loaded *const l = &all->library[index_of(peer)];

	if (!l->tried)
		l->ok = load(l, peer->from);
	l->tried = true;
	if (!l->ok)
		return qm_fail(err, l->why.code, "%s", l->why.text);
	return !peer->can_run || peer->can_run(l->calls, err);
}

const void *qm_peer_calls(const struct qm_peer_libraries *all, const struct qm_peer *peer)
{
	return all->library[index_of(peer)].calls;
}

const struct qm_library *qm_peer_library(const struct qm_peer_libraries *all,
                                         const struct qm_peer *peer)
{
	return &all->library[index_of(peer)].is;
}
