/* versus.c - ours against the libraries of other projects: one ratio for each shape.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <string.h>
#include <strings.h>

#include "harness/backends.h"
#include "harness/out_row.h"
#include "harness/text.h"
#include "harness/versus.h"
#include "harness/wilcoxon.h"

enum { NAMES_MAX = 64 };

static const char best_peer[] = "best-peer";

const char *qm_versus_word(enum qm_versus_word word)
{
	static const char *const words[] = {
		[QM_VERSUS_AHEAD] = "ahead",
		[QM_VERSUS_BEHIND] = "behind",
		[QM_VERSUS_LEVEL] = "level",
		[QM_VERSUS_UNCLEAR] = "unclear",
	};

	return words[word];
}

static void add_name(const char **names, size_t *count, const char *name)
{
	for (size_t i = 0; i < *count; i++)
		if (strcasecmp(names[i], name) == 0)
			return;
	if (*count < NAMES_MAX)
		names[(*count)++] = name;
}

bool qm_versus_ok(const struct qm_options *o, struct qm_err *err)
{
	const char *names[NAMES_MAX] = { best_peer };
	size_t count = 1;

	if (!o->versus)
		return true;
	for (size_t b = 0; b < qm_backend_count; b++)
		for (size_t i = 0; i < qm_backends[b]->kernel_count(); i++)
			if (qm_backends[b]->kernel(i)->library)
				add_name(names, &count, qm_backends[b]->kernel(i)->library);
	for (size_t i = 0; i < count; i++)
		if (strcasecmp(names[i], o->versus) == 0)
			return true;
	return qm_unknown(err, "--versus", "peer library", o->versus, count, qm_string_name,
	                  names);
}

static bool takes_part(const struct qm_result *r, const char *which)
{
	return qm_row_measured(r) && r->check != QM_CHECK_NONE &&
	       (!r->kernel->library || strcasecmp(which, best_peer) == 0 ||
	        strcasecmp(which, r->kernel->library) == 0);
}

static bool same_group(const struct qm_result *a, const struct qm_result *b)
{
	return a->kernel->family == b->kernel->family && qm_row_comparable(a, b);
}

/* The fastest of both sides among the rows from `first` on that are of its group; false if
 * a side has none, or an earlier row has shown the group already.
 */
static bool choose(const struct qm_results *all, size_t first, const char *which,
                   struct qm_versus *to)
{
	const struct qm_result *side[2] = { NULL, NULL };

	for (size_t i = 0; i < all->count; i++) {
		const struct qm_result *const r = &all->row[i];
		const struct qm_result **const best = &side[r->kernel->library != NULL];

		if (!takes_part(r, which) || !same_group(r, &all->row[first]))
			continue;
		if (i < first)
			return false;
		if (!*best || r->time.median < (*best)->time.median)
			*best = r;
	}
	*to = (struct qm_versus){ .ours = side[0], .peer = side[1] };
	return to->ours && to->peer;
}

/* Pairs of equal number, from the first on: both sides have those. */
static void judge(struct qm_versus *v)
{
	double d[QM_PAIRS_MAX];
	size_t n = 0;

	while (n < QM_PAIRS_MAX && n < v->ours->sample_count && n < v->peer->sample_count) {
		d[n] = log(v->peer->samples[n] / v->ours->samples[n]);
		n++;
	}

	const struct qm_effect effect = qm_signed_rank(d, n, 0.95);

	v->pairs = n;
	v->ratio = exp(effect.estimate);
	v->low = exp(effect.low);
	v->high = exp(effect.high);
	v->word = !isfinite(effect.low)  ? QM_VERSUS_UNCLEAR
	          : effect.low > 0       ? QM_VERSUS_AHEAD
	          : effect.high < 0      ? QM_VERSUS_BEHIND
	                                 : QM_VERSUS_LEVEL;
}

size_t qm_versus_find(const struct qm_results *all, const char *which, struct qm_versus *to)
{
	size_t count = 0;

	for (size_t i = 0; i < all->count; i++)
		if (takes_part(&all->row[i], which) && choose(all, i, which, &to[count]))
			judge(&to[count++]);
	return count;
}
