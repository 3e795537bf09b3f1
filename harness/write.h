/* write.h - results on their way out: to standard output and to files.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_WRITE_H
#define QM_WRITE_H

#include <stdio.h>

#include "harness/options.h"
#include "harness/result.h"

/* To standard output, as --format says. */
bool qm_results_print(const struct qm_results *results, const struct qm_options *o,
                      struct qm_err *err);

/* Every --out file, each in the format of its suffix.  "-" is left to qm_results_print.
 * All are tried; the first failure is reported.
 */
bool qm_results_write(const struct qm_results *results, const struct qm_options *o,
                      struct qm_err *err);

/* Makes or replaces a file in one step: a reader sees the old one or the whole new one.
 * `body` writes the contents.  QM_FILE with the file and the reason on failure; then the
 * old file, if there was one, is as it was.
 */
bool qm_file_replace(const char *path, bool (*body)(FILE *to, const void *arg),
                     const void *arg, struct qm_err *err);

/* Before anything runs: could the --out files be written?  Nobody likes to learn that a
 * directory is missing when the work is done.
 */
bool qm_results_writable(const struct qm_options *o, struct qm_err *err);

/* True if standard output took everything; QM_FILE if it did not. */
bool qm_stdout_flush(struct qm_err *err);

#endif
