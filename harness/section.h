/* section.h - one list, as a table and as JSON at the same time: for `list` and `info`.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_SECTION_H
#define QM_SECTION_H

#include <jansson.h>

#include "harness/grid.h"
#include "harness/options.h"

struct qm_section {
	const char *title;
	struct qm_grid grid;
	json_t *json;
};

/* Starts a section whose JSON is a list. */
void qm_section_start(struct qm_section *s, const char *title,
                      const struct qm_column *column, size_t columns);
void qm_section_free(struct qm_section *s);

/* Sections to standard output, as --format says: titles over tables, or one JSON object
 * with the titles as keys ('_' for blanks).
 */
bool qm_sections_print(const struct qm_section *s, size_t count,
                       const struct qm_options *o, struct qm_err *err);

/* The sections that there are; each fills s, which must be freed whatever it returns. */
bool qm_section_kernels(struct qm_section *s, const struct qm_options *o, struct qm_err *err);
bool qm_section_families(struct qm_section *s, const struct qm_options *o, struct qm_err *err);
bool qm_section_shapes(struct qm_section *s, const struct qm_options *o, struct qm_err *err);
bool qm_section_devices(struct qm_section *s, const struct qm_options *o, struct qm_err *err);

#endif
