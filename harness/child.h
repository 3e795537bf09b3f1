/* child.h - another program, run to its end, and what it said.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_CHILD_H
#define QM_CHILD_H

#include "kernels/qm.h"

struct qm_child {
	char *out, *complaint; /* standard output and error; terminated */
	size_t length;         /* of out */
	int status;            /* exit code; -1: it was ended by `signal` */
	int signal;
	bool late;             /* it was ended because it took too long */
	double seconds;
};

/* Runs argv[0] with the environment, less the variables that stand for options: those were
 * meant for us.  False only if it cannot be started.  qm_child_free() is right after either.
 */
bool qm_child_run(const char *const *argv, double seconds_max, struct qm_child *child,
                  struct qm_err *err);
void qm_child_free(struct qm_child *child);

#endif
