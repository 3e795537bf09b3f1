/* versus_json.c - ours against the libraries of other projects, as JSON.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>

#include "harness/context_json.h"
#include "harness/versus.h"
#include "harness/versus_json.h"

static json_t *interval_json(const struct qm_versus *v)
{
	return v->word == QM_VERSUS_UNCLEAR ? json_null() : json_pack("[f, f]", v->low, v->high);
}

/* The names are those of the rows, so that a reader finds them. */
static json_t *one_json(const struct qm_versus *v)
{
	const struct qm_result *const r = v->ours;
	const struct qm_shape s = r->shape;

	return json_pack("{s:s, s:s, s:{s:I, s:I, s:I}, s:o, s:s, s:s, s:s, s:s, s:b, s:s, s:I, "
	                 "s:f, s:o, s:s}",
	                 "family", r->kernel->family->name, "device", r->device.id,
	                 "shape", "m", (json_int_t)s.m, "n", (json_int_t)s.n, "k",
	                 (json_int_t)s.k, "threads",
	                 r->threads ? json_integer((json_int_t)r->threads) : json_null(),
	                 "cache", r->cache, "ours", r->kernel->name, "peer",
	                 v->peer->kernel->name, "library", v->peer->kernel->library,
	                 "unordered", v->peer->check == QM_CHECK_UNORDERED,
	                 "peer_verified", qm_check_name(v->peer->check), "pairs",
	                 (json_int_t)v->pairs, "ratio", v->ratio, "ci95", interval_json(v),
	                 "verdict", qm_versus_word(v->word));
}

void qm_versus_json(json_t *to, const struct qm_report *report)
{
	const struct qm_results *const all = report->results;
	struct qm_versus *const v = calloc(all->count + 1, sizeof *v);
	json_t *const array = json_array();

	if (!report->options->versus || !v) {
		json_decref(array);
		free(v);
		return;
	}

	const size_t count = qm_versus_find(all, report->options->versus, v);

	for (size_t i = 0; i < count; i++)
		json_array_append_new(array, one_json(&v[i]));
	json_object_set_new(to, "versus", array);
	free(v);
}
