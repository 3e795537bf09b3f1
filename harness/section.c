/* section.c - one list, as a table and as JSON at the same time: for `list` and `info`.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <string.h>

#include "harness/context_json.h"
#include "harness/section.h"
#include "harness/write.h"

void qm_section_start(struct qm_section *s, const char *title,
                      const struct qm_column *column, size_t columns)
{
	s->title = title;
	qm_grid_start(&s->grid, column, columns);
	s->json = json_array();
}

void qm_section_free(struct qm_section *s)
{
	qm_grid_free(&s->grid);
	json_decref(s->json);
}

static bool print_json(const struct qm_section *s, size_t count)
{
	json_t *const all = json_object();

	for (size_t i = 0; i < count; i++) {
		char key[64];

		snprintf(key, sizeof key, "%s", s[i].title);
		for (char *c = key; *c; c++)
			*c = *c == ' ' ? '_' : *c;
		json_object_set(all, key, s[i].json);
	}

	const bool ok = all && json_dumpf(all, stdout, QM_JSON_FLAGS) == 0;

	putchar('\n');
	json_decref(all);
	return ok;
}

bool qm_sections_print(const struct qm_section *s, size_t count,
                       const struct qm_options *o, struct qm_err *err)
{
	bool complete = true;

	if (o->format == QM_OUT_JSON)
		complete = print_json(s, count);
	for (size_t i = 0; o->format != QM_OUT_JSON && i < count; i++) {
		const bool markdown = o->format == QM_OUT_MD;

		if (count > 1)
			printf("%s%s%s\n%s", i ? "\n" : "", markdown ? "### " : "# ",
			       s[i].title, markdown ? "\n" : "");
		if (markdown)
			qm_grid_md(&s[i].grid, stdout);
		else
			qm_grid_text(&s[i].grid, stdout, qm_terminal_width(), o->colour);
		complete = complete && !s[i].grid.no_memory;
	}
	if (!complete)
		return qm_fail(err, QM_WRONG, "not enough memory");
	return qm_stdout_flush(err);
}
