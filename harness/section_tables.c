/* section_tables.c - families, shape sets and devices.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "harness/context_json.h"
#include "harness/devices.h"
#include "harness/section.h"
#include "harness/shapes.h"
#include "harness/text.h"

static const struct qm_column family_columns[] = {
	{ "family", false, 0 }, { "activations", false, 2 }, { "weights", false, 1 },
	{ "C", false, 3 },      { "contract", false, 4 },    { "idea", false, 0 },
};
static const struct qm_column shape_columns[] = {
	{ "set", false, 0 },
	{ "m x n x k", false, 0 },
	{ "Gop", true, 1 },
	{ "what it is", false, 0 },
};
static const struct qm_column device_columns[] = {
	{ "number", true, 0 },
	{ "device", false, 0 },
	{ "name", false, 0 },
	{ "driver", false, 1 },
};

enum { LONG_ROW = 61440 /* values: a multiple of whatever a format packs together */ };

/* Bits of a value as stored: of its code, of metadata beside it, and its share of a scale;
 * that of a whole row is next to nothing.
 */
static double bits_of(const struct qm_format *f)
{
	const bool shared = f->group && f->group < QM_WHOLE_ROW;

	return 8.0 * (double)f->row_bytes(LONG_ROW) / LONG_ROW +
	       (shared ? 32.0 / (double)f->group : 0);
}

static json_t *format_json(const struct qm_format *f)
{
	return json_pack("{s:s, s:o, s:I, s:I, s:f}", "name", f->name, "idea",
	                 qm_json_text(f->idea), "code_bits", (json_int_t)f->bits, "group",
	                 (json_int_t)f->group, "bits", bits_of(f));
}

static void add_family(struct qm_section *s, const struct qm_family *f)
{
	const char *const c = f->c == QM_INT32 ? "int32" : "float32";
	char a[64], b[64];

	snprintf(a, sizeof a, "%s, %g bits", f->a->name, bits_of(f->a));
	snprintf(b, sizeof b, "%s, %g bits", f->b->name, bits_of(f->b));

	const char *const cell[] = { f->name, a, b, c, f->contract, f->idea };

	qm_grid_row(&s->grid, cell);
	json_array_append_new(s->json,
	                      json_pack("{s:s, s:o, s:o, s:o, s:o, s:s, s:I, s:I}",
	                                "name", f->name, "idea", qm_json_text(f->idea),
	                                "contract", qm_json_text(f->contract), "a",
	                                format_json(f->a), "b", format_json(f->b), "c", c,
	                                "k_max", (json_int_t)f->k_max, "k_multiple",
	                                (json_int_t)f->k_multiple));
}

bool qm_section_families(struct qm_section *s, const struct qm_options *o,
                         struct qm_err *err)
{
	(void)o, (void)err;
	qm_section_start(s, "families", family_columns, 6);
	for (size_t i = 0; i < qm_family_count; i++)
		add_family(s, qm_families[i]);
	return true;
}

static json_t *add_shape(struct qm_section *s, const char *set,
                         const struct qm_named_shape *named)
{
	const struct qm_shape *const x = &named->shape;
	char size[80], work[32];

	snprintf(size, sizeof size, "%zux%zux%zu", x->m, x->n, x->k);
	snprintf(work, sizeof work, "%.3g",
	         2e-9 * (double)x->m * (double)x->n * (double)x->k);

	const char *const cell[] = { set, size, work, named->name };

	qm_grid_row(&s->grid, cell);
	return json_pack("{s:o, s:I, s:I, s:I}", "name", qm_json_text(named->name), "m",
	                 (json_int_t)x->m, "n", (json_int_t)x->n, "k", (json_int_t)x->k);
}

bool qm_section_shapes(struct qm_section *s, const struct qm_options *o,
                       struct qm_err *err)
{
	(void)o, (void)err;
	qm_section_start(s, "shapes", shape_columns, 4);
	for (size_t i = 0; i < qm_shape_set_count; i++) {
		const struct qm_shape_set *const set = qm_shape_sets[i];
		const char *const head[] = { set->name, "", "", set->idea };
		json_t *const shapes = json_array();

		if (i)
			qm_grid_row(&s->grid, NULL);
		qm_grid_row(&s->grid, head);
		for (size_t j = 0; j < set->count; j++)
			json_array_append_new(shapes,
			                      add_shape(s, set->name, &set->shape[j]));
		json_array_append_new(
			s->json, json_pack("{s:s, s:o, s:o}", "name", set->name, "idea",
		                           qm_json_text(set->idea), "shapes", shapes));
	}
	return true;
}

static void add_device(struct qm_section *s, const struct qm_found_device *found)
{
	char number[24];

	snprintf(number, sizeof number, "%zu", found->number);

	const char *const cell[] = { number, found->info.id, found->info.name,
		                     found->info.driver };

	qm_grid_row(&s->grid, cell);
	json_array_append_new(
		s->json, json_pack("{s:I, s:s, s:o, s:o, s:s, s:b}", "number",
	                           (json_int_t)found->number, "id", found->info.id,
	                           "name", qm_json_text(found->info.name), "driver",
	                           qm_json_text(found->info.driver), "backend",
	                           found->backend->name, "is_cpu", found->info.is_cpu));
}

static void add_missing(struct qm_section *s, const struct qm_missing_device *missing)
{
	char text[sizeof missing->reason + 8];

	snprintf(text, sizeof text, "none: %s", missing->reason);

	const char *const cell[] = { "-", missing->backend->name, text, "" };

	qm_grid_row(&s->grid, cell);
	json_array_append_new(s->json,
	                      json_pack("{s:n, s:n, s:s, s:o}", "number", "id", "backend",
	                                missing->backend->name, "reason",
	                                qm_json_text(missing->reason)));
}

bool qm_section_devices(struct qm_section *s, const struct qm_options *o,
                        struct qm_err *err)
{
	struct qm_devices devices;

	qm_section_start(s, "devices", device_columns, 4);
	if (!qm_devices_choose(&o->devices, &devices, err))
		return false;
	for (size_t i = 0; i < devices.count; i++)
		add_device(s, &devices.device[i]);
	for (size_t i = 0; i < devices.missing_count; i++)
		add_missing(s, &devices.missing[i]);
	qm_devices_free(&devices);
	return true;
}
