/* rounding.h - what a product loses because its operands are kept in few bits.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_ROUNDING_H
#define QM_ROUNDING_H

#include <stdint.h>

#include "kernels/qm.h"

/* The relative root-mean-square error of C: |C' - C| / |C| in the Frobenius norm, C of
 * bell-shaped floats as QM_DATA_NORMAL has them, C' of the same floats as the formats keep
 * them, both summed in double precision: so it is the formats' alone, not the order's.  Codes
 * without scales count with the one scale for each row that fits it best.  From 16 x 16 sums
 * of min(k, 4096) products.  NaN if there is no memory or the family refuses the k.
 */
double qm_rounding_error(const struct qm_family *family, size_t k, uint64_t seed);

#endif
