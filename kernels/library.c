/* library.c - libraries where they are installed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "kernels/library.h"

struct loaded {
	struct loaded *next;
	const struct qm_peer_library *from;
	bool ok;
	void *handle;
	qm_symbol **calls;
	struct qm_library is;
	struct qm_err why; /* not ok */
};

struct qm_peer_libraries {
	struct loaded *first;
};

struct qm_peer_libraries *qm_peer_libraries_open(void)
{
	return calloc(1, sizeof(struct qm_peer_libraries));
}

/* The libraries stay where they are: threads that ran their code may still be waiting. */
void qm_peer_libraries_close(struct qm_peer_libraries *all)
{
	while (all && all->first) {
		struct loaded *const one = all->first;

		all->first = one->next;
		if (one->handle)
			dlclose(one->handle);
		free(one->calls);
		free(one);
	}
	free(all);
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

static struct loaded *find(const struct qm_peer_libraries *all,
                           const struct qm_peer_library *from)
{
	struct loaded *one = all->first;

	while (one && one->from != from)
		one = one->next;
	return one;
}

bool qm_library_load(struct qm_peer_libraries *all, const struct qm_peer_library *from,
                     struct qm_err *err)
{
	struct loaded *one = find(all, from);

	if (!one) {
		one = calloc(1, sizeof *one);
		if (!one)
			return qm_fail(err, QM_WRONG, "not enough memory");
		one->from = from;
		one->next = all->first;
		all->first = one;
		one->ok = load(one, from);
	}
	return one->ok || qm_fail(err, one->why.code, "%s", one->why.text);
}

const void *qm_library_calls(const struct qm_peer_libraries *all,
                             const struct qm_peer_library *from)
{
	return find(all, from)->calls;
}

const struct qm_library *qm_library_facts(const struct qm_peer_libraries *all,
                                          const struct qm_peer_library *from)
{
	return &find(all, from)->is;
}
