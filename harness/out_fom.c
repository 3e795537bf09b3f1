/* out_fom.c - one line a figure of merit, for ReFrame, Ramble and grep:
 *
 *   FOM <name> <value> <unit>
 *   VALIDATION: PASSED n=<rows>
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "harness/out.h"
#include "harness/out_row.h"

bool qm_out_fom(FILE *to, const struct qm_report *report)
{
	const struct qm_results *const all = report->results;
	size_t failed = 0, measured = 0;

	for (size_t i = 0; i < all->count; i++) {
		const struct qm_result *const r = &all->row[i];

		failed += qm_row_status(r) == QM_ROW_FAILED;
		if (!qm_row_measured(r))
			continue;
		measured++;
		fprintf(to, "FOM %s %.6g GOP/s\n", r->name,
		        qm_result_ops(r) / r->time.median * 1e-9);
	}
	if (failed || all->interrupted || !measured)
		fprintf(to, "VALIDATION: FAILED n=%zu failed=%zu\n", measured, failed);
	else
		fprintf(to, "VALIDATION: PASSED n=%zu\n", measured);
	return true;
}
