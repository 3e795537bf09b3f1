/* section_kernels.c - every kernel on every device, and why it cannot run there.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "harness/backends.h"
#include "harness/context_json.h"
#include "harness/devices.h"
#include "harness/section.h"
#include "harness/text.h"

enum { COLUMNS = 6 };

static const struct qm_column columns[COLUMNS] = {
	{ "kernel", false, 0 }, { "family", false, 3 }, { "device", false, 0 },
	{ "tile", false, 2 },   { "idea", false, 1 },   { "runs here", false, 0 },
};

/* A kernel without a tile (a scalar reference) has no edges. */
static json_t *tile_json(const struct qm_shape *tile)
{
	if (tile->m == 0)
		return json_null();
	return json_pack("{s:I, s:I, s:I}", "m", (json_int_t)tile->m, "n",
	                 (json_int_t)tile->n, "k", (json_int_t)tile->k);
}

/* Whose it is, if it is not ours; its version where it is loaded. */
static json_t *library_json(const struct qm_kernel *kernel, const struct qm_library *is)
{
	if (!kernel->library)
		return json_null();
	return json_pack("{s:o, s:o, s:o}", "name", qm_json_text(kernel->library), "version",
	                 *is->version ? qm_json_text(is->version) : json_null(), "target",
	                 *is->target ? qm_json_text(is->target) : json_null());
}

/* One kernel in one place; reason is NULL if it runs there. */
static void add(struct qm_section *s, const struct qm_kernel *kernel, const char *place,
                bool is_device, const struct qm_library *is, const char *reason)
{
	const struct qm_shape *const tile = &kernel->tile;
	char text[80] = "", idea[240];

	if (tile->m)
		snprintf(text, sizeof text, "%zux%zux%zu", tile->m, tile->n, tile->k);
	if (kernel->library)
		snprintf(idea, sizeof idea, "%s%s%s: %s", kernel->library,
		         *is->version ? " " : "", is->version, kernel->idea);
	else
		snprintf(idea, sizeof idea, "%s", kernel->idea);

	const char *const cell[COLUMNS] = {
		kernel->name, kernel->family->name, place, text, idea, reason ? reason : "yes",
	};

	qm_grid_row(&s->grid, cell);
	json_array_append_new(
		s->json,
		json_pack("{s:s, s:s, s:o, s:o, s:o, s:b, s:o, s:o}", "name", kernel->name,
	                  "family", kernel->family->name, "idea",
	                  qm_json_text(kernel->idea), "tile", tile_json(tile), "device",
	                  is_device ? qm_json_text(place) : json_null(), "runs", !reason,
	                  "reason", reason ? qm_json_text(reason) : json_null(), "library",
	                  library_json(kernel, is)));
}

static void add_missing(struct qm_section *s, const struct qm_missing_device *missing)
{
	for (size_t i = 0; i < missing->backend->kernel_count(); i++)
		add(s, missing->backend->kernel(i), missing->backend->name, false,
		    &(struct qm_library){ "", "" }, missing->reason);
}

static void add_device(struct qm_section *s, const struct qm_found_device *found)
{
	const struct qm_backend *const backend = found->backend;
	const struct qm_open how = { 1, found->part, found->parts };
	struct qm_err closed = { 0 };
	struct qm_device *const device = backend->open(found->index, &how, &closed);

	for (size_t i = 0; i < backend->kernel_count(); i++) {
		const struct qm_kernel *const kernel = backend->kernel(i);
		struct qm_library is = { "", "" };
		struct qm_err why = { 0 };
		const bool runs = device && backend->can_run(device, kernel, &why);

		if (runs && kernel->library)
			backend->library(device, kernel, &is);
		add(s, kernel, found->info.id, true, &is,
		    runs     ? NULL
		    : device ? why.text
		             : closed.text);
	}
	if (device)
		backend->close(device);
}

bool qm_section_kernels(struct qm_section *s, const struct qm_options *o,
                        struct qm_err *err)
{
	struct qm_devices devices;

	qm_section_start(s, "kernels", columns, COLUMNS);
	if (!qm_devices_choose(&o->devices, &devices, err))
		return false;
	for (size_t i = 0; i < devices.count; i++)
		add_device(s, &devices.device[i]);
	for (size_t i = 0; i < devices.missing_count; i++)
		add_missing(s, &devices.missing[i]);
	qm_devices_free(&devices);
	return true;
}
