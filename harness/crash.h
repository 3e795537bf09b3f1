/* crash.h - a kernel that dies costs its row, not the run.
 *
 * An illegal instruction, a bad address or a failed assertion, in whatever thread, ends the
 * process.  Before it does, the name of the row goes into the journal, and the program takes
 * its own place to continue from there, with a memory that nobody has written over.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_CRASH_H
#define QM_CRASH_H

/* From now on such signals within a row write a line into file `journal` and start argv. */
void qm_crash_arm(int journal, char *const *argv);

/* The row that is under way; the name must stay where it is.  NULL: none, and a signal ends
 * the program.
 */
void qm_crash_row(const char *name);

/* "SIGILL (an illegal instruction)" */
const char *qm_crash_signal(int number);

#endif
