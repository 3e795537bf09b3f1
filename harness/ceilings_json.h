/* ceilings_json.h - ceilings and roofs as JSON.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_CEILINGS_JSON_H
#define QM_CEILINGS_JSON_H

#include <jansson.h>

#include "harness/roof.h"

/* Arrays of context.qmark. */
json_t *qm_ceilings_json(const struct qm_ceilings *list, size_t count);
json_t *qm_bandwidths_json(const struct qm_ceilings *list, size_t count);

/* The fields of a row. */
void qm_roof_json(json_t *to, const struct qm_roof *roof);

#endif
