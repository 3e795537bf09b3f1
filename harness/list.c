/* list.c - `qmark list`: what there is to choose from.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "harness/commands.h"
#include "harness/section.h"
#include "harness/text.h"

static const struct {
	const char *name;
	bool (*make)(struct qm_section *s, const struct qm_options *o,
	             struct qm_err *err);
} lists[] = {
	{ "kernels", qm_section_kernels },
	{ "families", qm_section_families },
	{ "shapes", qm_section_shapes },
	{ "devices", qm_section_devices },
};

enum { LISTS = sizeof lists / sizeof lists[0] };

static const char *list_name(size_t index, const void *arg)
{
	(void)arg;
	return lists[index].name;
}

static bool asked_for(const struct qm_options *o, const char *name)
{
	for (size_t i = 0; i < o->words.count; i++)
		if (strcmp(o->words.item[i], name) == 0)
			return true;
	return o->words.count == 0;
}

static bool words_known(const struct qm_options *o, struct qm_err *err)
{
	for (size_t i = 0; i < o->words.count; i++) {
		bool known = false;

		for (size_t j = 0; j < LISTS; j++)
			known |= strcmp(o->words.item[i], lists[j].name) == 0;
		if (!known)
			return qm_unknown(err, NULL, "list", o->words.item[i], LISTS,
			                  list_name, NULL);
	}
	return true;
}

enum qm_code qm_command_list(const struct qm_options *o, struct qm_err *err)
{
	struct qm_section section[LISTS] = { 0 };
	size_t count = 0;
	bool ok = words_known(o, err);

	for (size_t i = 0; ok && i < LISTS; i++)
		if (asked_for(o, lists[i].name))
			ok = lists[i].make(&section[count++], o, err);
	ok = ok && qm_sections_print(section, count, o, err);
	for (size_t i = 0; i < count; i++)
		qm_section_free(&section[i]);
	return ok ? QM_OK : err->code;
}
