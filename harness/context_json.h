/* context_json.h - machine, build and settings as JSON: the context of a result file.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_CONTEXT_JSON_H
#define QM_CONTEXT_JSON_H

#include <jansson.h>

#include "harness/options.h"

/* The version of results/SCHEMA.md that the files follow. */
enum { QM_SCHEMA = 1 };

/* A new object, or NULL if there is no memory. */
json_t *qm_context_json(const struct qm_options *o, bool interrupted);

/* A string; names come from firmware and drivers, and are not always UTF-8. */
json_t *qm_json_text(const char *s);

/* A finite number, or null: JSON has no other. */
json_t *qm_json_number(double x);

/* Numbers are written with what a measurement can hold, and no more. */
enum { QM_JSON_FLAGS = JSON_INDENT(2) | JSON_REAL_PRECISION(12) };

#endif
