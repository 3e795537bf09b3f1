/* chart.h - results as bars of text, for those who look at a terminal.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_CHART_H
#define QM_CHART_H

#include <stdio.h>

#include "harness/out.h"

/* Of one token and of the largest product: the fastest kernel of each family on each device.
 * Nothing if the report is too narrow for it.  `blocks`: draw with Unicode's block elements.
 */
void qm_out_chart(FILE *to, const struct qm_report *report, bool blocks);

/* Below the table of standard output: on a terminal, unless the user wants none. */
void qm_chart_print(const struct qm_results *results, const struct qm_options *o);

#endif
