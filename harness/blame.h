/* blame.h - which element is wrong, and what is wrong around it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_BLAME_H
#define QM_BLAME_H

#include "kernels/qm.h"

/* C[i][j], four bytes. */
const void *qm_element_of(const struct qm_problem *p, const void *c, size_t i, size_t j);

/* Returns false: C[i][j] is not what was expected, as `how_many` of the `of` elements that
 * were checked are not.
 */
bool qm_blame(const struct qm_problem *p, const void *c, size_t i, size_t j,
              const void *expected, size_t how_many, size_t of, struct qm_err *err);

#endif
