/* journal.h - what a run has measured so far, so that another can go on from there.
 *
 * A file of lines, each a JSON object: what the run is, then each row as soon as it is done.
 * It lies beside the first --out file, with ".journal" behind its name, and goes away once
 * that is written; without --out it is in memory, and serves a run that has to start anew.
 * A line that was cut off, by a full disk or a sudden end, is as good as none.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_JOURNAL_H
#define QM_JOURNAL_H

#include "harness/plan.h"
#include "harness/result.h"

struct qm_journal {
	char path[4096];
	int fd;
	bool named;        /* it has a name in some folder */
	bool warned;       /* that a line could not be written */
	char option[4120]; /* that names it, for the run that goes on */
	char *text;        /* of the run that is continued, NULL: of none */
};

/* Opens the journal of a run, empty, or with --resume to be continued: then one that is not
 * there is a run that starts, and one of another machine, build or data an error.
 */
bool qm_journal_open(struct qm_journal *j, const struct qm_options *o,
                     struct qm_err *err);

/* Fills rows that stand in the journal, which qm_row_begin() has begun, and marks them in
 * done[]; returns how many.
 */
size_t qm_journal_restore(struct qm_journal *j, struct qm_result *row, bool *done,
                          size_t count);

/* A row is done, or better known than before.  Warns, once, if it cannot be kept. */
void qm_journal_add(struct qm_journal *j, const struct qm_result *row);

/* `written`: all of it stands elsewhere now, so the file is removed. */
void qm_journal_close(struct qm_journal *j, bool written);

/* How to start the run that goes on: argv, with --resume; to be freed, and good for as long
 * as the journal.  NULL: no memory.
 */
char **qm_journal_restart(struct qm_journal *j, const struct qm_options *o);

#endif
