/* plan_print.h - `qmark run --dry-run`: what would be done, and how long it may take.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_PLAN_PRINT_H
#define QM_PLAN_PRINT_H

#include "harness/plan.h"

/* To standard output, as --format says: every point, and an estimate. */
bool qm_plan_print(const struct qm_plan_list *plan, const struct qm_options *o,
                   struct qm_err *err);

#endif
