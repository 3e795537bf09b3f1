/* shift.h - 8-bit codes for libraries that take them unsigned.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_SHIFT_H
#define QM_SHIFT_H

#include "kernels/qm.h"

/* Adds 128 to each signed code of the matrix, on all threads; rows of x->k bytes follow one
 * another in `to`.
 */
void qm_shift_codes(const struct qm_matrix *x, uint8_t *to);

#endif
