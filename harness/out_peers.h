/* out_peers.h - what is said below a table of the libraries of other projects.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_OUT_PEERS_H
#define QM_OUT_PEERS_H

#include <stdio.h>

#include "harness/result.h"

/* Whose the peers are, and how their results differ from what families define; each line
 * begins with `before`.
 */
void qm_out_peers(FILE *to, const struct qm_results *all, const char *before);

#endif
