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
	double interval;     /* half the 95 % interval of the median, by the median */
	double drift;        /* spread of the frequency, by its median */
	double steal;        /* stolen CPU time, by the CPU time that there was */
	double involuntary;  /* context switches a second and thread */
	double event_wall;   /* wall time by event time; negative: no event */
	bool event_rejected;
};

struct qm_trust {
	char label;          /* A: as good as it gets ... D: not to be used; 0: none yet */
	char why[240];       /* what decided, or for an A what was seen */
};

struct qm_trust qm_trust_judge(const struct qm_trust_facts *facts);

/* What qm_trust_judge() wants to know of an account. */
struct qm_frequency {
	double median, low, high; /* MHz: the middle, and 5 % at each end left out; 0: unknown */
};
struct qm_frequency qm_evidence_frequency(const struct qm_evidence *e);

#endif
