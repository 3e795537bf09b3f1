/* opencl.c - OpenCL as a backend: every device, and the kernels of kernels.def.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "opencl/cl_peaks.h"
#include "opencl/opencl.h"
#include "opencl/peers/cl_peer.h"
#include "opencl/variant.h"

static size_t kernel_count(void)
{
	return qm_cl_kernel_count + qm_cl_peer_count();
}

static const struct qm_kernel *kernel(size_t index)
{
	return index < qm_cl_kernel_count
	               ? &qm_cl_kernels[index].base
	               : &qm_cl_peer_at(index - qm_cl_kernel_count)->kernel.base;
}

static bool describe(size_t index, struct qm_device_info *info, struct qm_err *err)
{
	struct qm_cl_facts f;
	cl_device_id id;
	cl_uint mhz;

	memset(info, 0, sizeof *info);
	if (!qm_cl_find(index, &id, &f, err))
		return false;
	info->is_cpu = f.is_cpu;
	snprintf(info->id, sizeof info->id, "%s", f.id);
	snprintf(info->name, sizeof info->name, "%s", f.name);
	/* Two texts of 160 may not fit 240: the driver's own version comes first. */
	snprintf(info->driver, sizeof info->driver, "driver %.48s, %.60s, %.110s", f.driver,
	         f.platform, f.platform_version);
	info->units = f.units;
	info->memory = f.memory;
	if (clGetDeviceInfo(id, CL_DEVICE_MAX_CLOCK_FREQUENCY, sizeof mhz, &mhz, NULL) ==
	    CL_SUCCESS)
		info->mhz = mhz;
	if (clGetDeviceInfo(id, CL_DEVICE_EXTENSIONS, sizeof info->extensions - 1,
	                    info->extensions, NULL) != CL_SUCCESS)
		info->extensions[0] = '\0';
	return true;
}

static void close_device(struct qm_device *device)
{
	if (!device)
		return;
	qm_cl_disconnect(device);
	qm_peer_libraries_close(device->libraries);
	if (device->is_part)
		clReleaseDevice(device->id);
	free(device);
}

/* QMARK_OPENCL_TILE=cpu|gpu overrules the device's own word: to try the other extreme, and
 * to test the GPU's tiles where there is no GPU.
 */
static bool choose_tiles(struct qm_device *device, struct qm_err *err)
{
	const char *const wanted = getenv("QMARK_OPENCL_TILE");
	const bool gpu = wanted && strcmp(wanted, "gpu") == 0;

	if (wanted && *wanted && !gpu && strcmp(wanted, "cpu") != 0)
		return qm_fail(err, QM_USAGE, "QMARK_OPENCL_TILE=%s: expected cpu or gpu", wanted);
	device->as_gpu = wanted && *wanted ? gpu : !device->facts.is_cpu;
	device->stages = device->as_gpu && (gpu || device->facts.local_is_near);
	return true;
}

static bool usable(const struct qm_cl_facts *f, struct qm_err *err)
{
	if (!f->available)
		return qm_fail(err, QM_SKIPPED, "%s (%s) is not available: its driver says that it is "
		               "off or in use", f->id, f->name);
	if (!f->has_compiler)
		return qm_fail(err, QM_SKIPPED, "%s (%s) has no compiler for OpenCL C: install its "
		               "maker's full driver, or PoCL for the CPU (apt install pocl-opencl-icd)",
		               f->id, f->name);
	return true;
}

static bool divide(struct qm_device *device, const struct qm_open *how, struct qm_err *err)
{
	if (how->parts == 0)
		return true;
	device->is_part =
		qm_cl_divide(&device->id, &device->facts, how->part, how->parts, err);
	return device->is_part;
}

static struct qm_device *open_device(size_t index, const struct qm_open *how,
                                     struct qm_err *err)
{
	struct qm_device *const device = calloc(1, sizeof *device);

	if (!device) {
		qm_fail(err, QM_WRONG, "not enough memory");
		return NULL;
	}
	device->libraries = qm_peer_libraries_open();
	if (!device->libraries)
		qm_fail(err, QM_WRONG, "not enough memory");
	/* Threads are the driver's own affair. */
	else if (qm_cl_find(index, &device->id, &device->facts, err) && usable(&device->facts, err) &&
	    choose_tiles(device, err) && divide(device, how, err) && qm_cl_connect(device, err))
		return device;
	close_device(device);
	return NULL;
}

static size_t threads(const struct qm_device *device)
{
	(void)device;
	return 0;
}

static void placement(const struct qm_device *device, char *text, size_t size)
{
	snprintf(text, size, "%u compute units", device->facts.units);
}

static bool can_run(const struct qm_device *device, const struct qm_kernel *wanted,
                    struct qm_err *err)
{
	const struct qm_cl_peer *const peer = qm_cl_peer_of(wanted);

	if (peer)
		return qm_cl_peer_suits(device, peer, err);
	for (size_t i = 0; i < qm_cl_kernel_count; i++)
		if (&qm_cl_kernels[i].base == wanted)
			return qm_cl_suits(&device->facts, &qm_cl_kernels[i], err);
	return qm_fail(err, QM_SKIPPED, "not a kernel of OpenCL");
}

static void library(const struct qm_device *device, const struct qm_kernel *wanted,
                    struct qm_library *to)
{
	*to = *qm_library_facts(device->libraries, qm_cl_peer_of(wanted)->from);
}

static size_t caches(const struct qm_device *device)
{
	return device->facts.cache_bytes;
}

const struct qm_backend qm_opencl_backend = {
	.name = "opencl",
	.divides = true,
	.tuning = &qm_cl_tuning,
	.kernel_count = kernel_count,
	.kernel = kernel,
	.device_count = qm_cl_count,
	.describe = describe,
	.open = open_device,
	.close = close_device,
	.threads = threads,
	.placement = placement,
	.can_run = can_run,
	.library = library,
	.peaks = qm_cl_peaks,
	.caches = caches,
	.prepare = qm_cl_prepare,
	.code = qm_cl_code,
	.rotate = qm_cl_rotate,
	.run = qm_cl_run,
	.fetch = qm_cl_fetch,
	.release = qm_cl_release,
};
