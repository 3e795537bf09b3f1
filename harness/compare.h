/* compare.h - two result files, row by row.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_COMPARE_H
#define QM_COMPARE_H

#include "harness/options.h"
#include "harness/saved.h"

enum qm_compared {
	QM_COMPARED_SAME,
	QM_COMPARED_SLOWER,
	QM_COMPARED_FASTER,
	QM_COMPARED_CODE,   /* differs, but the machine code is the same */
	QM_COMPARED_FAILED, /* has a time in the old file, and failed in the new one */
	QM_COMPARED_OLD,
	QM_COMPARED_NEW,
	QM_COMPARED_KINDS
};

const char *qm_compared_name(enum qm_compared verdict);

struct qm_compared_row {
	const char *name;
	const struct qm_saved_row *old, *new; /* NULL: not there */
	bool failed;
	double shift; /* logarithm of new over old; NAN: none */
	enum qm_compared verdict;
};

struct qm_comparison {
	const struct qm_options *options;
	struct qm_saved file[2];
	struct qm_compared_row *row;
	size_t rows;
	double margin; /* logarithm */
	bool shares;   /* of each machine's ceiling, instead of times */
};

/* To standard output and every --out file (compare_report.c). */
bool qm_comparison_write(const struct qm_comparison *c, struct qm_err *err);

#endif
