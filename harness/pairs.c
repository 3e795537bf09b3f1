/* pairs.c - in what order pairs are measured.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>

#include "harness/pairs.h"

/* Fisher and Yates. */
static void shuffle_rows(struct qm_rng *rng, struct qm_trial *round, size_t rows)
{
	for (size_t i = rows; i-- > 1;) {
		const size_t j = qm_rng_below(rng, (uint32_t)i + 1);
		const struct qm_trial t = round[i];

		round[i] = round[j];
		round[j] = t;
	}
}

/* Half of them true, in random order; an odd one is a coin's. */
static void balance(struct qm_rng *rng, bool *flag, size_t count)
{
	const size_t half = count / 2 + (count % 2 ? qm_rng_below(rng, 2) : 0);

	for (size_t i = 0; i < count; i++)
		flag[i] = i < half;
	for (size_t i = count; i-- > 1;) {
		const size_t j = qm_rng_below(rng, (uint32_t)i + 1);
		const bool t = flag[i];

		flag[i] = flag[j];
		flag[j] = t;
	}
}

bool qm_pairs_plan(struct qm_rng *rng, size_t rows, size_t pairs, struct qm_trial *trial)
{
	bool *const flag = malloc(pairs ? pairs * sizeof *flag : 1);

	if (!flag)
		return false;
	for (size_t row = 0; row < rows; row++) {
		balance(rng, flag, pairs);
		for (size_t p = 0; p < pairs; p++)
			trial[p * rows + row] = (struct qm_trial){ row, flag[p] };
	}
	for (size_t p = 0; p < pairs; p++)
		shuffle_rows(rng, &trial[p * rows], rows);
	free(flag);
	return true;
}
