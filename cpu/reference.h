/* reference.h - the scalar reference of each family, offered as a kernel.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_REFERENCE_H
#define QM_REFERENCE_H

#include "kernels/qm.h"

/* <family>_ref, in the order of families.def: qm_family_count of them. */
extern const struct qm_kernel qm_references[];

bool qm_is_reference(const struct qm_kernel *kernel);

/* Rows thread, thread + threads, ... of C, by definition, one element after the other. */
void qm_reference_rows(const struct qm_problem *p, size_t thread, size_t threads, void *c);

#endif
