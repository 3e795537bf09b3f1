/* versus_json.h - ours against the libraries of other projects, as JSON.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_VERSUS_JSON_H
#define QM_VERSUS_JSON_H

#include <jansson.h>

#include "harness/out.h"

/* With --versus, an array of context.qmark. */
void qm_versus_json(json_t *to, const struct qm_report *report);

#endif
