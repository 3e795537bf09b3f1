/* devices.h - the devices of every backend, and the user's choice among them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_DEVICES_H
#define QM_DEVICES_H

#include "harness/options.h"
#include "kernels/backend.h"

struct qm_found_device {
	const struct qm_backend *backend;
	size_t index;  /* within its backend, for open() */
	size_t number; /* among the devices of this machine, for --device */
	unsigned part, parts; /* as struct qm_open has them */
	struct qm_device_info info;
};

/* A backend that offers no device here, or a device that cannot be described. */
struct qm_missing_device {
	const struct qm_backend *backend;
	char reason[400];
};

struct qm_devices {
	size_t count;
	struct qm_found_device *device;
	size_t missing_count;
	struct qm_missing_device *missing;
};

/* The devices that `wanted` names (an empty list: all), in the machine's order, each once.
 * A word is an id (cpu, opencl:0) or a pattern of ids, a backend's name, a number in the
 * list of devices, or a part of the maker's name; with ":IofN" behind it, part I of N equal
 * parts of that device.  A word that fits nothing is an error; a backend without devices is
 * one only if it was asked for by name.
 */
bool qm_devices_choose(const struct qm_list *wanted, struct qm_devices *devices,
                       struct qm_err *err);
void qm_devices_free(struct qm_devices *devices);

#endif
