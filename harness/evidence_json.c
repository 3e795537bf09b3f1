/* evidence_json.c - a row's trust and energy, measured and modelled, as JSON.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "harness/context_json.h"
#include "harness/energy_model.h"
#include "harness/evidence_json.h"

/* Negative: not known. */
static json_t *known(double x)
{
	return x < 0 ? json_null() : qm_json_number(x);
}

static json_t *positive(double x)
{
	return x > 0 ? qm_json_number(x) : json_null();
}

static json_t *trust_json(const struct qm_trust *t)
{
	const char label[] = { t->label, '\0' };

	return json_pack("{s:s, s:o}", "label", label, "reason", qm_json_text(t->why));
}

static json_t *facts_json(const struct qm_trust *t)
{
	const struct qm_trust_facts *const f = &t->facts;

	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "interval_share",
	                 known(f->interval), "mhz", positive(t->mhz.median), "mhz_low",
	                 positive(t->mhz.low), "mhz_high", positive(t->mhz.high),
	                 "frequency_spread", known(f->drift), "steal_share",
	                 known(f->steal), "switches_per_s", known(f->involuntary),
	                 "wall_by_event", known(f->event_wall));
}

static json_t *energy_json(const struct qm_energy *e)
{
	if (!e->asked)
		return json_null();
	if (!e->measured)
		return json_pack("{s:n, s:n, s:n, s:n, s:n, s:n, s:n, s:o}", "net_joules",
		                 "gross_joules", "idle_watts", "window_s", "products",
		                 "source", "domains", "reason", qm_json_text(e->reason));
	return json_pack("{s:o, s:o, s:o, s:o, s:I, s:o, s:o, s:n}", "net_joules",
	                 positive(qm_energy_net(e)), "gross_joules",
	                 qm_json_number(qm_energy_gross(e)), "idle_watts",
	                 qm_json_number(e->idle_watts), "window_s",
	                 qm_json_number(e->seconds), "products", (json_int_t)e->products,
	                 "source", qm_json_text(e->source), "domains",
	                 qm_json_text(e->domains), "reason");
}

static json_t *modelled_json(const struct qm_result *r)
{
	const size_t llc = qm_largest_cache("");
	json_t *const all = json_array();

	for (size_t i = 0; i < qm_energy_model_count; i++) {
		const struct qm_energy_model *const m = &qm_energy_models[i];
		const struct qm_modelled x = qm_energy_modelled(m, r, llc);

		json_array_append_new(
			all, json_pack("{s:s, s:i, s:o, s:o, s:s}", "name", m->name,
		                       "node_nm", (int)m->node_nm, "arithmetic_pj_per_op",
		                       qm_json_number(x.arithmetic), "memory_pj_per_op",
		                       qm_json_number(x.memory), "outer_level", x.level));
	}
	return all;
}

void qm_evidence_json(json_t *row, const struct qm_result *r)
{
	json_object_set_new(row, "trust", trust_json(&r->trust));
	json_object_set_new(row, "evidence", facts_json(&r->trust));
	json_object_set_new(row, "energy", energy_json(&r->energy));
	json_object_set_new(row, "energy_models", modelled_json(r));
}

json_t *qm_energy_models_json(void)
{
	json_t *const all = json_array();

	for (size_t i = 0; i < qm_energy_model_count; i++) {
		const struct qm_energy_model *const m = &qm_energy_models[i];

		json_array_append_new(
			all,
			json_pack("{s:s, s:s, s:i, s:f, s:f, s:f, s:f, s:f, s:f, s:f}",
		                  "name", m->name, "source", m->source, "node_nm",
		                  (int)m->node_nm, "multiply_8bit_pj", m->mul8,
		                  "add_32bit_pj", m->add32, "multiply_f32_pj",
		                  m->mul_float, "add_f32_pj", m->add_float,
		                  "sram_32k_pj_per_byte", m->near, "sram_1m_pj_per_byte",
		                  m->far, "dram_pj_per_byte", m->dram));
	}
	return all;
}
