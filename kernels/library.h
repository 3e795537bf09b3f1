/* library.h - other projects' libraries, loaded when they are asked for.
 *
 * Each has its names to itself: two libraries that both have a cblas_sgemm do not meet, a run
 * without peers has none of their threads, and the program runs where they are not installed.
 * Its functions are called through pointers, whose types come from its header and whose names
 * from a table of its own (<library>.def), in one order.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_LIBRARY_H
#define QM_LIBRARY_H

#include "kernels/backend.h"

/* A pointer to any function; the loader knows no more of them. */
typedef void qm_symbol(void);

struct qm_peer_library {
	const char *name;    /* as its makers write it */
	const char *file;    /* what is loaded; NULL: it is all in headers, so built in */
	const char *package; /* of Debian, that has the file, or the headers */
	const char *const *symbols; /* that are called */
	size_t count;
	/* What it is.  False, with the reason, if it cannot be held to the rules. */
	bool (*describe)(const void *calls, struct qm_library *to, struct qm_err *err);
};

/* Libraries, each loaded once it is asked for. */
struct qm_peer_libraries;

struct qm_peer_libraries *qm_peer_libraries_open(void);
void qm_peer_libraries_close(struct qm_peer_libraries *all);

/* False, with the reason, if the library cannot be used here. */
bool qm_library_load(struct qm_peer_libraries *all, const struct qm_peer_library *from,
                     struct qm_err *err);
/* Of a library that was loaded: its functions, in the order of .symbols (NULL if built in),
 * and what it is.
 */
const void *qm_library_calls(const struct qm_peer_libraries *all,
                             const struct qm_peer_library *from);
const struct qm_library *qm_library_facts(const struct qm_peer_libraries *all,
                                          const struct qm_peer_library *from);

#endif
