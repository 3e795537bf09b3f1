/* versus.h - ours against the libraries of other projects: one ratio for each shape.
 *
 * Of each family, device, shape, number of threads and cache the fastest kernel of ours meets
 * the fastest peer, both by their medians.  Samples number i of the two were taken at about
 * the same time, for repetitions are interleaved; so they are judged as pairs, as `qmark ab`
 * judges two builds (harness/wilcoxon.h).  That the two were chosen by the same samples is
 * not in the interval.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_VERSUS_H
#define QM_VERSUS_H

#include "harness/out.h"

enum qm_versus_word {
	QM_VERSUS_AHEAD,   /* ours is faster: the interval lies above 1 */
	QM_VERSUS_BEHIND,  /* below 1 */
	QM_VERSUS_LEVEL,   /* 1 is inside */
	QM_VERSUS_UNCLEAR  /* too few samples for an interval */
};

const char *qm_versus_word(enum qm_versus_word word);

struct qm_versus {
	const struct qm_result *ours, *peer;
	size_t pairs;     /* of samples */
	double ratio;     /* of speeds, ours by the peer's: Hodges and Lehmann's estimate */
	double low, high; /* its 95 % interval; 0 and infinity where word is unclear */
	enum qm_versus_word word;
};

/* What --versus says: best-peer, or a library's name; letters' case aside. */
bool qm_versus_ok(const struct qm_options *o, struct qm_err *err);

/* All that both sides have, in the order of the rows: how many.  `to` has room for
 * all->count.  Rows that failed or were not verified take no part.
 */
size_t qm_versus_find(const struct qm_results *all, const char *which, struct qm_versus *to);

/* With --versus, a table of them; nothing without.  False: not enough memory. */
bool qm_versus_print(FILE *to, const struct qm_report *report, bool md);

#endif
