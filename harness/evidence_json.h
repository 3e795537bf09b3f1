/* evidence_json.h - a row's trust and energy, measured and modelled, as JSON.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_EVIDENCE_JSON_H
#define QM_EVIDENCE_JSON_H

#include <jansson.h>

#include "harness/result.h"

/* Sets "trust", "evidence", "energy" and "energy_models" of a row. */
void qm_evidence_json(json_t *row, const struct qm_result *r);

/* The tables behind the models: name, source, node and costs. */
json_t *qm_energy_models_json(void);

#endif
