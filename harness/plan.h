/* plan.h - what will be run: open devices, chosen kernels, and their points.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_PLAN_H
#define QM_PLAN_H

#include "harness/devices.h"
#include "harness/energy.h"
#include "harness/options.h"

/* A device, opened; the CPU once for each number of threads. */
struct qm_site {
	const struct qm_backend *backend;
	struct qm_device_info info;
	struct qm_device *device;
	size_t threads; /* 0: its own affair */
	char placement[512];
	struct qm_meters *meters; /* NULL: energy is not asked for; shared by a device's sites */
};

/* One kernel on one site and one shape. */
struct qm_point {
	char name[256];
	const struct qm_site *site;
	const struct qm_kernel *kernel;
	struct qm_shape shape;
	bool cold;        /* weights come from memory each time */
	bool runnable;
	char reason[400]; /* why not */
	struct qm_variant variant; /* of the kernel; "": it has but one */
	const char *tuning; /* whose choice that is: default, tuned, shipped; NULL: nobody's */
};

struct qm_plan_list {
	size_t site_count;
	struct qm_site *site;
	size_t count;
	struct qm_point *point; /* in groups of equal family and shape */
};

/* Opens the devices that the options choose; warns on stderr of one that does not open or
 * whose threads cannot be bound.  None at all is an error.
 */
bool qm_sites_open(const struct qm_options *o, struct qm_plan_list *plan,
                   struct qm_err *err);

/* Is the kernel chosen?  A reference is only when --kernel names it; a peer with --peers or
 * --versus, or when a pattern of --kernel fits peers alone.
 */
bool qm_kernel_chosen(const struct qm_options *o, const struct qm_kernel *kernel);
/* Every word of --family, --kernel and --exclude fits something in this build. */
bool qm_selection_ok(const struct qm_options *o, struct qm_err *err);

/* The points of a run, on open sites.  An error if nothing matches, or if no chosen family
 * can compute any chosen shape.
 */
bool qm_plan_points(const struct qm_options *o, struct qm_plan_list *plan,
                    struct qm_err *err);

void qm_plan_free(struct qm_plan_list *plan);

#endif
