/* ceilings_json.c - ceilings and roofs as JSON.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "harness/ceilings_json.h"
#include "harness/context_json.h"

static json_t *of_site(const struct qm_site *site)
{
	return json_pack("{s:s, s:o}", "device", site->info.id, "threads",
	                 site->threads ? json_integer((json_int_t)site->threads) : json_null());
}

json_t *qm_ceilings_json(const struct qm_ceilings *list, size_t count)
{
	json_t *const array = json_array();

	for (size_t s = 0; s < count; s++)
		for (size_t i = 0; i < list[s].peaks.ceilings; i++) {
			const struct qm_ceiling *const c = &list[s].peaks.ceiling[i];
			json_t *const object = of_site(list[s].site);

			json_object_set_new(object, "class", qm_json_text(c->name));
			json_object_set_new(object, "gops", qm_json_number(c->ops * 1e-9));
			json_object_set_new(object, "instruction", qm_json_text(c->instruction));
			json_object_set_new(object, "format", qm_json_text(c->format));
			json_object_set_new(object, "operands", qm_json_text(c->operands));
			json_object_set_new(object, "accumulator", qm_json_text(c->accumulator));
			json_array_append_new(array, object);
		}
	return array;
}

json_t *qm_bandwidths_json(const struct qm_ceilings *list, size_t count)
{
	json_t *const array = json_array();

	for (size_t s = 0; s < count; s++)
		for (size_t i = 0; i < list[s].peaks.bandwidths; i++) {
			const struct qm_bandwidth *const b = &list[s].peaks.bandwidth[i];
			json_t *const object = of_site(list[s].site);

			json_object_set_new(object, "level", qm_json_text(b->level));
			json_object_set_new(object, "bytes", json_integer((json_int_t)b->bytes));
			json_object_set_new(object, "read_gbs", qm_json_number(b->read * 1e-9));
			json_object_set_new(object, "copy_gbs", qm_json_number(b->copy * 1e-9));
			json_array_append_new(array, object);
		}
	return array;
}

/* 0: it was not measured. */
static json_t *positive(double x)
{
	return x > 0 ? qm_json_number(x) : json_null();
}

static json_t *word(const char *text)
{
	return text ? qm_json_text(text) : json_null();
}

void qm_roof_json(json_t *to, const struct qm_roof *roof)
{
	json_object_set_new(to, "bytes", json_integer((json_int_t)roof->bytes));
	json_object_set_new(to, "intensity", qm_json_number(roof->intensity));
	json_object_set_new(to, "class", word(roof->class));
	json_object_set_new(to, "ceiling_gops", positive(roof->ceiling * 1e-9));
	json_object_set_new(to, "roof", word(roof->level));
	json_object_set_new(to, "roof_gops", positive(roof->ops * 1e-9));
	json_object_set_new(to, "roof_share", positive(roof->share));
}
