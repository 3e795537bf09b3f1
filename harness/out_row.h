/* out_row.h - what every format has to know about a row.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_OUT_ROW_H
#define QM_OUT_ROW_H

#include "harness/result.h"

/* A row with a time: status ok, and every figure finite and above zero. */
bool qm_row_measured(const struct qm_result *r);
/* Its status; a row that is called ok but has no time is a failed one. */
enum qm_status qm_row_status(const struct qm_result *r);
/* Why there is no time. */
const char *qm_row_reason(const struct qm_result *r);

/* Equal in device, shape, threads and cache? */
bool qm_row_comparable(const struct qm_result *a, const struct qm_result *b);
/* The median of the fastest f32 kernel on the same device, shape, threads and cache, scalar
 * references left out; 0 if there is none.
 */
double qm_row_f32_seconds(const struct qm_results *all, const struct qm_result *r);

#endif
