/* tune_descend.c - from one variant to a better one, parameter by parameter.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "harness/tuning.h"

enum { TRIED_MAX = 256, PASSES = 3 };

/* Times of the same code differ by this much on a machine that is not quite still. */
static const double noise = 0.02;

struct descent {
	const struct qm_tune_space *space;
	size_t tried_count;
	struct qm_variant tried[TRIED_MAX];
	struct qm_variant best;
	double seconds;
};

static bool is_new(const struct descent *d, const struct qm_variant *v)
{
	for (size_t i = 0; i < d->tried_count; i++)
		if (strcmp(d->tried[i].text, v->text) == 0)
			return false;
	return d->tried_count < TRIED_MAX;
}

static double measure(struct descent *d, const struct qm_variant *v)
{
	d->tried[d->tried_count++] = *v;
	return d->space->measure(d->space->arg, v);
}

/* True if one of the candidates took the place of the best. */
static bool improve(struct descent *d, const struct qm_variant *list, size_t count)
{
	bool better = false;

	for (size_t i = 0; i < count; i++) {
		if (!is_new(d, &list[i]))
			continue;

		const double seconds = measure(d, &list[i]);

		if (seconds > 0 && seconds < d->seconds * (1 - noise)) {
			d->best = list[i];
			d->seconds = seconds;
			better = true;
		}
	}
	return better;
}

struct qm_variant qm_tune_descend(const struct qm_tune_space *space,
                                  struct qm_variant start, double *seconds)
{
	struct descent d = { .space = space, .best = start };
	struct qm_variant list[QM_VARIANTS_MAX];
	bool better = true;

	d.seconds = measure(&d, &start);
	for (int pass = 0; d.seconds > 0 && better && pass < PASSES; pass++) {
		better = false;
		for (size_t axis = 0, count;; axis++) {
			count = space->vary(space->arg, &d.best, axis, list);
			if (count > QM_VARIANTS_MAX)
				break;
			better |= improve(&d, list, count);
		}
	}
	*seconds = d.seconds;
	return d.best;
}
