/* energy.h - measured energy: joules of a window of back-to-back products.
 *
 * Meters are read at both ends of a window of a second or more, and at most ten times a second
 * in between where they show an instant's power only: reading them more often changes what is
 * measured.  What the machine draws while idle is measured apart.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_ENERGY_H
#define QM_ENERGY_H

#include "kernels/backend.h"

/* Where meters are looked for. */
struct qm_energy_place {
	const char *root; /* see tree.h */
	const char *nvml; /* the library's file */
};
extern const struct qm_energy_place qm_energy_here;

struct qm_energy {
	bool asked, measured;
	double joules; /* of the window, idle included */
	double idle_watts;
	double seconds;    /* of the window */
	uint64_t products; /* in the window */
	char source[16];   /* powercap, perf, hwmon, nvml */
	char domains[200]; /* "package-0 + dram" */
	char reason[600];  /* why it was not measured */
};

struct qm_meters;

/* The meters of a device; never NULL but without memory.  It may hold none: why is said by
 * qm_meters_why(), "" if there are some.
 */
struct qm_meters *qm_meters_open(const struct qm_energy_place *place,
                                 const struct qm_device_info *device);
void qm_meters_close(struct qm_meters *m);
const char *qm_meters_why(const struct qm_meters *m);

/* Sleeps for so long and keeps the power that was drawn. */
void qm_meters_idle(struct qm_meters *m, double seconds);

/* Runs products back to back for a second or more; run() returns false to end it early.
 * Without meters nothing runs, and the reason is theirs.
 */
void qm_energy_window(struct qm_meters *m, bool (*run)(void *arg), void *arg,
                      struct qm_energy *e);

/* Joules of one product, what idling would have cost left out, and with it. */
double qm_energy_net(const struct qm_energy *e);
double qm_energy_gross(const struct qm_energy *e);

#endif
