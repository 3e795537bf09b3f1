/* peak_best.h - the best kernel of each class, from result files.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_PEAK_BEST_H
#define QM_PEAK_BEST_H

#include <jansson.h>

#include "harness/plan.h"

struct qm_best {
	const char *device, *class, *kernel; /* in the files */
	size_t threads;
	double share; /* of the ceiling that was measured in the same run */
};

struct qm_bests {
	size_t count, file_count;
	struct qm_best *best;
	json_t *file[QM_LIST_MAX];
};

/* QM_FILE if a file cannot be read, or is not ours. */
bool qm_bests_read(struct qm_bests *bests, const struct qm_list *files, struct qm_err *err);
/* NULL if the files say nothing of it. */
const struct qm_best *qm_best_find(const struct qm_bests *bests, const struct qm_site *site,
                                   const char *class);
void qm_bests_free(struct qm_bests *bests);

#endif
