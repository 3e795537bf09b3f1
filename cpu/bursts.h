/* bursts.h - how fast a team does one thing, found in short bursts.
 *
 * A burst is what all threads do between two barriers.  The best of many counts, because
 * whatever else runs on the machine only ever makes one slower; but see pieces.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_BURSTS_H
#define QM_BURSTS_H

#include "cpu/peak.h"
#include "cpu/team.h"

enum { QM_PIECES_MAX = 64 };

/* Chains of one class, or a stream over memory of each thread.  A stream that takes longer
 * than other work leaves alone is cut into pieces, of each of which the median time counts:
 * what is read in between is the same, so a piece comes from where the whole does.
 */
struct qm_load {
	const struct qm_peak *peak;
	const struct qm_stream *stream;
	bool copy;      /* each piece's first half to its second; else it is read */
	char *memory;   /* of thread t: at t * stride, a multiple of 64 */
	size_t stride;
	size_t piece;   /* bytes, whole stream units of either half */
	size_t pieces;
};

/* Turns a second, of all threads together: of the chains, or through all pieces. */
double qm_bursts_rate(struct qm_team *team, const struct qm_load *load);

#endif
