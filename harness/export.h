/* export.h - results in the words of other programs; each row of the table in export.c.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_EXPORT_H
#define QM_EXPORT_H

#include <stdio.h>

#include "harness/history.h"

/* Of each result file, in the order of their dates. */
bool qm_export_bencher(FILE *to, const struct qm_history *h, struct qm_err *err);
bool qm_export_smaller(FILE *to, const struct qm_history *h, struct qm_err *err);
bool qm_export_bigger(FILE *to, const struct qm_history *h, struct qm_err *err);
bool qm_export_conbench(FILE *to, const struct qm_history *h, struct qm_err *err);
bool qm_export_otava(FILE *to, const struct qm_history *h, struct qm_err *err);
/* A database at `path`, made or replaced. */
bool qm_export_sqlite(const char *path, const struct qm_history *h, struct qm_err *err);

/* The key of a row, without Google Benchmark's ending. */
void qm_export_name(const struct qm_saved_row *row, char *text, size_t size);

#endif
