/* meter.h - one thing that counts joules or shows watts, whoever offers it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_METER_H
#define QM_METER_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/text.h"

enum { QM_METERS = 64 };

struct qm_meter {
	const char *source;     /* powercap, perf, hwmon, nvml */
	char domain[64];        /* what it measures: package-0, dram, VDD_IN */
	bool shows_watts;       /* an instant's power; otherwise joules since some start */
	double range;           /* joules after which a counter starts again; 0: never */
	double unit;            /* joules, or watts, for one step of what is read */
	char path[2][256];      /* files: the value, or voltage and current */
	int fd;                 /* of a perf event, or -1 */
	void *library, *handle; /* of NVML and its device, or NULL */
	int (*query)(void *handle, double *x); /* NVML; 0: success */
};

/* Each looks for meters of its kind that can be read now; how many, at most `room`.  If there
 * are none, or fewer than there should be, `why` gets a sentence, with the command that helps.
 */
size_t qm_powercap_find(const char *root, struct qm_meter *to, size_t room, struct qm_text *why);
size_t qm_perf_find(const char *root, struct qm_meter *to, size_t room, struct qm_text *why);
size_t qm_hwmon_find(const char *root, struct qm_meter *to, size_t room, struct qm_text *why);
/* `library` is "libnvidia-ml.so.1", or what a test puts in its place; `name` the device's. */
size_t qm_nvml_find(const char *library, const char *name, struct qm_meter *to,
                    struct qm_text *why);

/* Joules or watts now.  False with errno: EINVAL stands for nonsense in a file. */
bool qm_meter_read(const struct qm_meter *m, const char *root, double *x);
void qm_meter_close(struct qm_meter *m);

#endif
