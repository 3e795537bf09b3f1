/* fake_nvml.c - a library with NVML's functions and one device, whose counter moves at 50 W.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <time.h>

int nvmlInit_v2(void);
int nvmlDeviceGetCount_v2(unsigned *count);
int nvmlDeviceGetHandleByIndex_v2(unsigned index, void **device);
int nvmlDeviceGetName(void *device, char *name, unsigned size);
int nvmlDeviceGetTotalEnergyConsumption(void *device, unsigned long long *millijoules);
int nvmlDeviceGetPowerUsage(void *device, unsigned *milliwatts);

int nvmlInit_v2(void)
{
	return 0;
}

int nvmlDeviceGetCount_v2(unsigned *count)
{
	*count = 1;
	return 0;
}

int nvmlDeviceGetHandleByIndex_v2(unsigned index, void **device)
{
	static char one;

	*device = &one;
	return index != 0;
}

int nvmlDeviceGetName(void *device, char *name, unsigned size)
{
	(void)device;
	snprintf(name, size, "NVIDIA Abacus");
	return 0;
}

int nvmlDeviceGetTotalEnergyConsumption(void *device, unsigned long long *millijoules)
{
	struct timespec t;

	(void)device;
	clock_gettime(CLOCK_MONOTONIC, &t);
	*millijoules = (unsigned long long)t.tv_sec * 50000 +
	               (unsigned long long)t.tv_nsec / 20000;
	return 0;
}

int nvmlDeviceGetPowerUsage(void *device, unsigned *milliwatts)
{
	(void)device;
	*milliwatts = 50000;
	return 0;
}
