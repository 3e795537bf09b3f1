/* history.h - a folder of result files: one for each machine and commit, never changed.
 *
 *   DIR/<machine>/<date>-<commit>.json      DIR/index.json
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_HISTORY_H
#define QM_HISTORY_H

#include "harness/options.h"
#include "harness/saved.h"

struct qm_history {
	struct qm_saved *file; /* by date */
	size_t count;
};

/* Every result file that the words name: files, and folders of a history.  Each file must
 * be ours.  qm_history_free() is right after either answer.
 */
bool qm_history_read(const struct qm_list *words, struct qm_history *history,
                     struct qm_err *err);
void qm_history_free(struct qm_history *history);

#endif
