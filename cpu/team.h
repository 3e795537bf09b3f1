/* team.h - threads bound to cores, and what the cores share.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_TEAM_H
#define QM_TEAM_H

#include "kernels/qm.h"

struct qm_team;

/* To be called first thing in main(): OpenMP runtimes read once, before main() begins, how
 * long a waiting thread spins.  By default that is until its core is taken away, and on a
 * machine with other work a team then waits for its own spinning members: 20 ms for a
 * product of 1 ms.  So the program sets a fraction of a millisecond and starts itself
 * again, unless the user has chosen (OMP_WAIT_POLICY, GOMP_SPINCOUNT or KMP_BLOCKTIME).
 */
void qm_team_wait_politely(char **argv);

/* Bytes; of one core for l1 and l2, of the whole cache for l3.  What the machine does not
 * tell is set to a small usual size.
 */
struct qm_caches {
	size_t l1, l2, l3;
};

enum { QM_CACHE_LEVELS = 4 };

/* The caches that a team's processors reach: bytes that fit into a level of all of them
 * together with the levels before it.
 */
struct qm_levels {
	size_t count;
	unsigned number[QM_CACHE_LEVELS]; /* 1, 2, 3 */
	size_t room[QM_CACHE_LEVELS];
};

/* A team of `threads` threads (0: one on each core or hyper-thread we may use), on distinct
 * cores first and on their second hardware threads last.  Asking for more threads than we
 * may use is an error.
 */
struct qm_team *qm_team_open(size_t threads, struct qm_err *err);
void qm_team_close(struct qm_team *team);

size_t qm_team_threads(const struct qm_team *team);
const struct qm_caches *qm_team_caches(const struct qm_team *team);
void qm_team_levels(const struct qm_team *team, struct qm_levels *levels);
/* The processors in thread order, "0 2 1 3"; or why the threads are not bound. */
const char *qm_team_placement(const struct qm_team *team);

/* Runs work(arg, thread) on every thread at once, each bound to its core.  The caller is
 * thread 0: it is bound for as long as the team is held, so that what else it does (such
 * as starting an OpenCL device's threads) is not confined to one core.
 */
void qm_team_run(struct qm_team *team, void (*work)(void *arg, size_t thread), void *arg);
void qm_team_hold(struct qm_team *team);
void qm_team_release(struct qm_team *team);

/* Between the two the caller may run code that opens parallel regions of its own: they get as
 * many threads as the team has, and each is where the team's is.  Holds the team.
 */
void qm_team_lend(struct qm_team *team);
void qm_team_take_back(struct qm_team *team);

/* Within work(): waits until every thread has come here. */
void qm_team_barrier(void);

#endif
