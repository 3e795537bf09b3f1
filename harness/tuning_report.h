/* tuning_report.h - findings on their way out: to a file and to the user.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_TUNING_REPORT_H
#define QM_TUNING_REPORT_H

#include <stdio.h>

#include "harness/tuning.h"

/* The findings, in their order, as --format says. */
bool qm_tuned_print(const struct qm_tuned_list *list, const struct qm_options *o);

/* As a file of tuning results; `list` is a struct qm_tuned_list. */
bool qm_tuned_write(FILE *to, const void *list);

#endif
