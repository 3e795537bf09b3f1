/* trust.h - how far a row can be believed, A to D, from what was seen while it was timed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_TRUST_H
#define QM_TRUST_H

#include "harness/watch.h"

/* What a label is made of.  Shares are fractions; negative: not known, and not counted. */
struct qm_trust_facts {
	size_t samples;
	double interval;    /* half the 95 % interval of the median, by the median */
	double drift;       /* spread of the frequency, by its median */
	double steal;       /* stolen CPU time, by the CPU time that there was */
	double involuntary; /* context switches a second and thread */
	double event_wall;  /* wall time by event time; negative: no event */
	bool event_rejected;
};

/* MHz: the middle, and the ends with 5 % left out at each; 0: unknown. */
struct qm_frequency {
	double median, low, high;
};

struct qm_trust {
	char label;    /* A: as good as it gets ... D: not to be used; 0: none */
	char why[240]; /* what decided, or for an A what was seen */
	struct qm_trust_facts facts;
	struct qm_frequency mhz; /* of the first thread's core, while the row was timed */
};

struct qm_result;

/* The facts of a row that was timed. */
void qm_trust_gather(struct qm_trust *trust, const struct qm_result *row,
                     const struct qm_evidence *e);
/* The label that the facts earn, and why. */
void qm_trust_judge(struct qm_trust *trust);

/* What most rows of one label have against a better one. */
struct qm_trust_tally {
	size_t rows, kind[8];
};
void qm_trust_count(struct qm_trust_tally *tally, const struct qm_trust *trust);
/* "frequency"; "" where nothing speaks against them. */
const char *qm_trust_main(const struct qm_trust_tally *tally);

struct qm_frequency qm_evidence_frequency(const struct qm_evidence *e);

#endif
