/* pairs.h - in what order pairs are measured.
 *
 * A fixed order lies: whoever comes second meets a warmer cache or a slower clock, every
 * time.  So half of a row's pairs begin with the base and half with the new build, in
 * random order; and the rows of a round are shuffled, so that one slow minute hits all.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_PAIRS_H
#define QM_PAIRS_H

#include <stdbool.h>
#include <stddef.h>

#include "kernels/rng.h"

struct qm_trial {
	size_t row; /* which row's pair this is */
	bool new_first;
};

/* `pairs` rounds over `rows` rows: trial[round * rows + i].  Of an odd number of pairs the
 * one that is left over falls either way.  False if there is no memory.
 */
bool qm_pairs_plan(struct qm_rng *rng, size_t rows, size_t pairs, struct qm_trial *trial);

#endif
