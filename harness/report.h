/* report.h - one report, to standard output and to files, each in its format.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_REPORT_H
#define QM_REPORT_H

#include <stdio.h>

#include "harness/options.h"

/* Writes `what` in a format; width 0: no limit. */
typedef bool qm_put_fn(FILE *to, const void *what, enum qm_output format, size_t width,
                       bool colour);

/* All are tried; the first failure is reported. */
bool qm_report_write(qm_put_fn *put, const void *what, const struct qm_options *o,
                     struct qm_err *err);

/* Appends Markdown to the file that GitHub shows on the page of a run, if it names one. */
bool qm_report_step_summary(qm_put_fn *put, const void *what, struct qm_err *err);

/* "12.42 us": four figures. */
void qm_time_text(char *text, size_t size, double seconds);

#endif
