/* meter_nvml.c - NVIDIA's devices, through the library that comes with their driver.
 *
 * It is loaded at run time: a machine without it needs nothing.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/meter.h"

enum { NAME = 96 /* NVML_DEVICE_NAME_V2_BUFFER_SIZE */ };

/* The functions of NVML that are called; each returns 0 for success. */
struct nvml {
	int (*init)(void);
	int (*count)(unsigned *count);
	int (*by_index)(unsigned index, void **device);
	int (*name)(void *device, char *name, unsigned size);
	int (*energy)(void *device, unsigned long long *millijoules);
	int (*power)(void *device, unsigned *milliwatts);
};

/* ISO C has no cast from an object's address to a function's. */
static bool take(void *library, const char *name, void *to)
{
	void *const symbol = dlsym(library, name);

	memcpy(to, &symbol, sizeof symbol);
	return symbol;
}

static bool take_all(void *library, struct nvml *n)
{
	return take(library, "nvmlInit_v2", &n->init) &&
	       take(library, "nvmlDeviceGetCount_v2", &n->count) &&
	       take(library, "nvmlDeviceGetHandleByIndex_v2", &n->by_index) &&
	       take(library, "nvmlDeviceGetName", &n->name) &&
	       take(library, "nvmlDeviceGetTotalEnergyConsumption", &n->energy) &&
	       take(library, "nvmlDeviceGetPowerUsage", &n->power);
}

/* What a meter's handle points to. */
struct device {
	struct nvml n;
	void *device;
};

static int read_joules(void *handle, double *x)
{
	const struct device *const d = handle;
	unsigned long long millijoules;
	const int code = d->n.energy(d->device, &millijoules);

	*x = (double)millijoules * 1e-3;
	return code;
}

static int read_watts(void *handle, double *x)
{
	const struct device *const d = handle;
	unsigned milliwatts;
	const int code = d->n.power(d->device, &milliwatts);

	*x = milliwatts * 1e-3;
	return code;
}

/* The one device of that name; two of one name cannot be told apart from here. */
static bool by_name(const struct nvml *n, const char *wanted, void **device,
                    struct qm_text *why)
{
	unsigned count = 0, found = 0;

	if (n->count(&count) != 0)
		count = 0;
	for (unsigned i = 0; i < count; i++) {
		char name[NAME] = "";
		void *one;

		if (n->by_index(i, &one) == 0 && n->name(one, name, sizeof name) == 0 &&
		    strcmp(name, wanted) == 0) {
			*device = one;
			found++;
		}
	}
	if (found != 1)
		qm_text_add(why, "nvml: %u devices are called %s, one was expected", found,
		            wanted);
	return found == 1;
}

static bool describe(const struct nvml *n, void *device, struct qm_meter *m)
{
	struct device *const d = malloc(sizeof *d);
	double x;

	if (!d)
		return false;
	*d = (struct device){ *n, device };
	m->handle = d;
	/* Counters of energy came with Volta; before it there is power only. */
	m->query = read_joules;
	m->shows_watts = false;
	if (m->query(d, &x) == 0)
		return true;
	m->query = read_watts;
	m->shows_watts = true;
	return m->query(d, &x) == 0;
}

size_t qm_nvml_find(const char *library, const char *name, struct qm_meter *to,
                    struct qm_text *why)
{
	struct qm_meter m = { .source = "nvml", .fd = -1 };
	struct nvml n;
	void *device;
	bool found = false;

	m.library = dlopen(library, RTLD_NOW | RTLD_LOCAL);
	snprintf(m.domain, sizeof m.domain, "board");
	if (!m.library)
		qm_text_add(why, "nvml: %s is not installed (it comes with NVIDIA's driver)",
		            library);
	else if (!take_all(m.library, &n) || n.init() != 0)
		qm_text_add(why, "nvml: %s does not start: does the driver run (nvidia-smi)?",
		            library);
	else if (by_name(&n, name, &device, why)) {
		found = describe(&n, device, &m);
		if (!found)
			qm_text_add(why, "nvml: %s tells neither energy nor power", name);
	}
	if (found)
		*to = m;
	else
		qm_meter_close(&m);
	return found;
}

void qm_meter_close(struct qm_meter *m)
{
	if (m->fd >= 0)
		close(m->fd);
	free(m->handle);
	if (m->library)
		dlclose(m->library);
	m->fd = -1;
	m->handle = m->library = NULL;
}
