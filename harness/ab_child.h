/* ab_child.h - processes of a build: their arguments, and what went wrong.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_AB_CHILD_H
#define QM_AB_CHILD_H

#include "harness/ab.h"
#include "harness/child.h"

enum {
	QM_ARGUMENTS = 64,
	/* A process takes a fraction of a second; this is for a machine that swaps. */
	QM_AB_SECONDS_MAX = 300
};

/* The command line of a child. */
struct qm_arguments {
	const char *argv[QM_ARGUMENTS];
	size_t count;
};

void qm_argument(struct qm_arguments *to, const char *word);
/* Both, unless the value is NULL. */
void qm_argument_option(struct qm_arguments *to, const char *option, const char *value);

/* Fails with the reason why a child did not end well. */
bool qm_ab_blame(const struct qm_ab_side *side, const struct qm_child *child,
                 struct qm_err *err);

#endif
