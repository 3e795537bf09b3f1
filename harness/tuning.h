/* tuning.h - which variant of a kernel is the fastest: found once, kept, and looked up.
 *
 * What was found is kept for (device with its driver, kernel, class of shapes), in
 * tuning.json in the backend's folder; what a build brings along counts behind it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_TUNING_H
#define QM_TUNING_H

#include "harness/plan.h"

enum { QM_TUNING_VERSION = 1 }; /* of the file */

/* One finding. */
struct qm_tuned {
	char device
		[600]; /* as qm_tuning.device has it; shipped ones: a pattern of them */
	char kernel[64], shapes[64];
	char shape[64]; /* that it was found on */
	char date[40];
	struct qm_variant best, standard; /* the same, if nothing was faster */
	double best_seconds, standard_seconds;
	size_t candidates, refused,
		wrong; /* tried; of them: cannot run here, not exact */
	bool shipped;
};

struct qm_tuned_list {
	size_t count;
	struct qm_tuned *item; /* own ones first */
};

/* What is known.  A file that is damaged is left out with a warning on stderr. */
void qm_tuned_load(const struct qm_backend *backend, struct qm_tuned_list *list);
void qm_tuned_free(struct qm_tuned_list *list);

/* The finding for a kernel, a shape and an open device; NULL if there is none. */
const struct qm_tuned *qm_tuned_find(const struct qm_tuned_list *list,
                                     const struct qm_site *site,
                                     const struct qm_kernel *kernel,
                                     struct qm_shape shape);

/* Puts the finding into the user's file, in place of an older one.  QM_FILE, with the name
 * of the file, if it cannot be written.
 */
bool qm_tuned_keep(const struct qm_backend *backend, const struct qm_tuned *found,
                   struct qm_err *err);
/* Where that is; false if there is no such place. */
bool qm_tuned_path(const struct qm_backend *backend, char *path, size_t size);

/* The best variant of a kernel on a site and a shape: a descent along one parameter after
 * the other, of which each step is verified against the definition and timed.  False, with
 * the reason, if not even the standard variant runs, or if it was interrupted.
 */
bool qm_tune_search(const struct qm_site *site, const struct qm_kernel *kernel,
                    struct qm_shape shape, uint64_t seed, struct qm_tuned *found,
                    struct qm_err *err);

/* What a descent walks through.  `measure` gives seconds; negative: not to be chosen. */
struct qm_tune_space {
	void *arg;
	double (*measure)(void *arg, const struct qm_variant *variant);
	size_t (*vary)(void *arg, const struct qm_variant *from, size_t axis,
	               struct qm_variant to[QM_VARIANTS_MAX]);
};

/* The best variant found from `start` on, and its seconds.  Follows from the measurements
 * alone: a later variant must be faster than an earlier one by more than noise, and none is
 * measured twice.
 */
struct qm_variant qm_tune_descend(const struct qm_tune_space *space,
                                  struct qm_variant start, double *seconds);

/* Gives each point of a plan its variant: as the options say, after a search, from what is
 * known, or the standard one.
 */
void qm_tune_points(const struct qm_options *o, struct qm_plan_list *plan);

#endif
