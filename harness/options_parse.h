/* options_parse.h - the state of one reading of the command line.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_OPTIONS_PARSE_H
#define QM_OPTIONS_PARSE_H

#include <stdio.h>

#include "harness/options_table.h"

enum { QM_OPTION_ROWS_MAX = 128, QM_OPTION_NAME_MAX = 64 };

struct qm_parse {
	struct qm_options *o;
	struct qm_err *err;
	unsigned command;
	bool seen[QM_OPTION_ROWS_MAX]; /* by row; an alias marks its main row */
	FILE *line;                    /* the command line as text */
};

/* Sets row `row` of the table; `source` is what the user wrote. */
bool qm_parse_set(struct qm_parse *p, size_t row, const char *source, const char *value);

/* All of argv but argv[0]. */
bool qm_parse_arguments(struct qm_parse *p, int argc, char **argv);

/* The value of an option's variable, NULL if it is absent or empty; `name` receives what it
 * is called: QMARK_MIN_TIME for min-time, and for Google Benchmark's flags, where that is
 * absent, the library's own name, such as BENCHMARK_FILTER.
 */
const char *qm_variable_value(const char *option, char *name, size_t size);

/* Does NAME=VALUE stand for an option of some command? */
bool qm_variable_is_option(const char *variable);

/* A word on standard error about each QMARK_ variable that is nearly an option. */
void qm_variables_warn(void);

#endif
