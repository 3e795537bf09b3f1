/* watch.h - what else happened while a row was timed: the evidence for its trust label.
 *
 * Rows of a batch take turns, so each keeps an account of its own, open while it runs.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_WATCH_H
#define QM_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { QM_PROBES = 256 };

struct qm_evidence {
	double seconds; /* that the account was open, by the wall clock */
	/* Of the core of the first thread, now and then: when there is no more room, every
	 * second goes, and from then on they come half as often.
	 */
	double mhz[QM_PROBES];
	size_t probes, halved;
	double steal; /* CPU seconds that a hypervisor took away */
	bool steal_known;
	double involuntary, voluntary; /* context switches of the whole process */
};

struct qm_watch {
	const char *root;                     /* see tree.h */
	struct qm_evidence *open;             /* the account of the row that runs */
	double since, probed;                 /* on the monotonic clock */
	double steal, involuntary, voluntary; /* counters when it was opened */
};

/* All CPUs together, in CPU seconds since the system started; false: not told. */
bool qm_steal_seconds(const char *root, double *seconds);

/* The clock rate of this core now, from a chain of additions that each take one cycle, in
 * MHz; takes about 30 microseconds.
 */
double qm_core_mhz(void);

void qm_watch_start(struct qm_watch *w, const char *root);
/* Ahead of each product of a row: cheap unless the row is another one, or some time passed
 * since the last look.  NULL closes the account that is open.
 */
void qm_watch_row(struct qm_watch *w, struct qm_evidence *row, bool frequency);

#endif
