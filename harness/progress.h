/* progress.h - a line on the terminal that says how far the work is.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_PROGRESS_H
#define QM_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

/* Steps differ in length by orders of magnitude, so what is counted is their estimated
 * seconds; how wrong the estimates were so far corrects what is left.
 */
struct qm_progress {
	bool enabled;
	size_t steps, step;     /* step: the one under way, from 1 on */
	double total;           /* estimated seconds of all the steps */
	double done, current;   /* of those that ended, and of the one under way */
	double spent;           /* measured seconds of those that ended */
	double started, drawn;  /* on the monotonic clock */
	char label[160];
};

void qm_progress_start(struct qm_progress *p, size_t steps, double total_seconds,
                       bool enabled);
/* The step under way has ended and another begins; `seconds` is its share of the total. */
void qm_progress_step(struct qm_progress *p, const char *label, double seconds);
/* Draws again if the line is old: for the inside of a long step. */
void qm_progress_tick(struct qm_progress *p);
/* Clears the line, so that something else can be printed; the next step draws it again. */
void qm_progress_hide(struct qm_progress *p);
void qm_progress_done(struct qm_progress *p);

#endif
