/* out.h - the formats of a report: one function each.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_OUT_H
#define QM_OUT_H

#include <stdio.h>

#include "harness/options.h"
#include "harness/result.h"

struct qm_report {
	const struct qm_results *results;
	const struct qm_options *options;
	size_t width; /* columns of the terminal, 0: no limit */
	bool colour;
};

bool qm_out_table(FILE *to, const struct qm_report *report);
bool qm_out_json(FILE *to, const struct qm_report *report);
bool qm_out_csv(FILE *to, const struct qm_report *report);
bool qm_out_md(FILE *to, const struct qm_report *report);
bool qm_out_fom(FILE *to, const struct qm_report *report);

#endif
