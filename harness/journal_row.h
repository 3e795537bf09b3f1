/* journal_row.h - a row as a line of the journal, and back.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_JOURNAL_ROW_H
#define QM_JOURNAL_ROW_H

#include <jansson.h>

#include "harness/result.h"

/* A new object; NULL without memory. */
json_t *qm_journal_row(const struct qm_result *row);

/* Finds the row that a line is about, fills it and marks it; a line about none of them, or
 * one that makes no sense, is passed over.
 */
void qm_journal_take(const json_t *line, struct qm_result *row, bool *done, size_t count);

#endif
