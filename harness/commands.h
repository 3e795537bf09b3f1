/* commands.h - what qmark can be told to do.
 *
 * Each returns the exit code; err holds the reason of any but QM_OK, and main prints it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_COMMANDS_H
#define QM_COMMANDS_H

#include "harness/options.h"

enum qm_code qm_command_info(const struct qm_options *o, struct qm_err *err);
enum qm_code qm_command_list(const struct qm_options *o, struct qm_err *err);
enum qm_code qm_command_verify(const struct qm_options *o, struct qm_err *err);
enum qm_code qm_command_peak(const struct qm_options *o, struct qm_err *err);
enum qm_code qm_command_run(const struct qm_options *o, struct qm_err *err);
enum qm_code qm_command_tune(const struct qm_options *o, struct qm_err *err);
enum qm_code qm_command_trend(const struct qm_options *o, struct qm_err *err);
enum qm_code qm_command_merge(const struct qm_options *o, struct qm_err *err);
enum qm_code qm_command_history(const struct qm_options *o, struct qm_err *err);
enum qm_code qm_command_export(const struct qm_options *o, struct qm_err *err);
enum qm_code qm_command_compare(const struct qm_options *o, struct qm_err *err);
enum qm_code qm_command_ab(const struct qm_options *o, struct qm_err *err);
/* plot and report: argv[0] is the name of the command.  Returns only if it failed. */
enum qm_code qm_command_draw(int argc, char **argv, struct qm_err *err);

#endif
