/* ab_json.c - verdicts for programs; results/REGRESSION.md says what the fields mean.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <string.h>

#include "harness/ab.h"
#include "harness/context_json.h"

enum { AB_SCHEMA = 1 };

static json_t *percent_json(double effect)
{
	return qm_json_number(100 * expm1(effect));
}

static void set(json_t *to, const char *key, json_t *value)
{
	json_object_set_new(to, key, value);
}

static json_t *series_json(const double *x, size_t count)
{
	json_t *const array = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(array, qm_json_number(x[i] * 1e9));
	return array;
}

static json_t *effect_json(const struct qm_effect *e)
{
	if (e->pairs == 0)
		return json_null();
	return json_pack("{s:I, s:o, s:o, s:o, s:o}", "pairs", (json_int_t)e->pairs,
	                 "percent", percent_json(e->estimate), "low_percent",
	                 percent_json(e->low), "high_percent", percent_json(e->high),
	                 "p_slower", qm_json_number(e->p_above));
}

static json_t *row_json(const struct qm_ab_row *row)
{
	json_t *const object = json_object();
	const struct qm_ab_series *const s = &row->screen, *const c = &row->confirm;

	set(object, "name", qm_json_text(row->name));
	set(object, "family", *row->family ? qm_json_text(row->family) : json_null());
	set(object, "verdict", row->control ? json_null()
	                                    : qm_json_text(qm_verdict_name(row->verdict)));
	set(object, "failing", json_boolean(row->failing));
	set(object, "reason", *row->reason ? qm_json_text(row->reason) : json_null());
	set(object, "same_code", row->code_known ? json_boolean(row->code_same) : json_null());
	set(object, "effect", effect_json(&row->effect));
	set(object, "confirmed", effect_json(&row->again));
	set(object, "median_percent", percent_json(qm_ab_median_effect(s)));
	set(object, "base_ns", series_json(s->figure[QM_BASE], s->count));
	set(object, "new_ns", series_json(s->figure[QM_NEW], s->count));
	set(object, "confirm_base_ns", series_json(c->figure[QM_BASE], c->count));
	set(object, "confirm_new_ns", series_json(c->figure[QM_NEW], c->count));
	return object;
}

static json_t *rows_json(const struct qm_ab_row *row, size_t count)
{
	json_t *const array = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(array, row_json(&row[i]));
	return array;
}

static json_t *families_json(const struct qm_ab *ab)
{
	json_t *const array = json_array();

	for (size_t i = 0; i < ab->families; i++) {
		const struct qm_ab_family *const f = &ab->family[i];

		json_array_append_new(
			array, json_pack("{s:s, s:I, s:o, s:o, s:b}", "family", f->name,
		                         "rows", (json_int_t)f->rows, "effect",
		                         effect_json(&f->effect), "confirmed",
		                         effect_json(&f->again), "failing", f->failing));
	}
	return array;
}

static json_t *side_json(const struct qm_ab_side *side)
{
	return json_pack("{s:o, s:o}", "path", qm_json_text(side->path), "commit",
	                 *side->commit ? qm_json_text(side->commit) : json_null());
}

static json_t *names_json(char *const *name, size_t count)
{
	json_t *const array = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(array, qm_json_text(name[i]));
	return array;
}

static json_t *rules_json(const struct qm_ab *ab)
{
	const struct qm_ab_rules *const r = &ab->rules;

	return json_pack("{s:o, s:o, s:o, s:f, s:f, s:I, s:I, s:I, s:I, s:f, s:f}",
	                 "least_margin_percent", percent_json(r->margin), "fail_at_percent",
	                 percent_json(r->fail_at), "family_fail_at_percent",
	                 percent_json(r->family_fail_at), "confidence", r->confidence,
	                 "false_discovery_rate", r->false_rate, "pairs", (json_int_t)r->pairs,
	                 "max_pairs", (json_int_t)r->pairs_max, "confirm_pairs",
	                 (json_int_t)qm_ab_confirm_pairs(r, ab->rows), "samples",
	                 (json_int_t)ab->options->repetitions, "min_time_s",
	                 ab->options->min_time, "budget_s", ab->options->budget);
}

bool qm_ab_json(FILE *to, const struct qm_ab *ab, enum qm_code code)
{
	json_t *const object = json_object();

	set(object, "qmark_ab", json_integer(AB_SCHEMA));
	set(object, "command", qm_json_text(ab->options->command_line));
	set(object, "exit_code", json_integer(code));
	set(object, "interrupted", json_boolean(ab->interrupted));
	set(object, "out_of_time", json_boolean(ab->out_of_time));
	set(object, "seed", json_integer((json_int_t)ab->seed));
	set(object, "seconds", qm_json_number(ab->seconds));
	set(object, "base", side_json(&ab->side[QM_BASE]));
	set(object, "new", side_json(&ab->side[QM_NEW]));
	set(object, "rules", rules_json(ab));
	set(object, "floor_percent", percent_json(ab->floor));
	set(object, "margin_percent", percent_json(ab->margin));
	set(object, "rows", rows_json(ab->row, ab->rows));
	set(object, "controls", rows_json(ab->row + ab->rows, ab->controls));
	set(object, "families", families_json(ab));
	set(object, "only_in_base", names_json(ab->alone[0], ab->alones[0]));
	set(object, "only_in_new", names_json(ab->alone[1], ab->alones[1]));
	set(object, "context", qm_context_json(ab->options, ab->interrupted));

	const bool ok = json_dumpf(object, to, QM_JSON_FLAGS) == 0;

	fputc('\n', to);
	json_decref(object);
	return ok;
}
