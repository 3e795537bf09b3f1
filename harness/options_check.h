/* options_check.h - is one item of a list option what was expected?
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_OPTIONS_CHECK_H
#define QM_OPTIONS_CHECK_H

#include "harness/options_table.h"

bool qm_check_shape(const struct qm_setting *s, const char *item, struct qm_err *err);
bool qm_check_threads(const struct qm_setting *s, const char *item, struct qm_err *err);
bool qm_check_data(const struct qm_setting *s, const char *item, struct qm_err *err);
bool qm_check_cache(const struct qm_setting *s, const char *item, struct qm_err *err);
bool qm_check_pair(const struct qm_setting *s, const char *item, struct qm_err *err);

#endif
