/* rotation.h - packed weights in many copies, so that none is in a cache when its turn comes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_ROTATION_H
#define QM_ROTATION_H

#include "cpu/gemm.h"

struct qm_rotation {
	char *memory;
	size_t stride, copies, next;
};

/* Copies of the weights, packed, that together are at least `bytes`, each part of them by the
 * thread that reads it.  QM_SKIPPED if they would take more than half of the memory.
 */
bool qm_rotation_make(struct qm_rotation *r, struct qm_team *team, const struct qm_plan *plan,
                      const struct qm_matrix *b, size_t bytes, struct qm_err *err);
void qm_rotation_free(struct qm_rotation *r);

/* The copy whose turn it is. */
const void *qm_rotation_next(struct qm_rotation *r);

#endif
