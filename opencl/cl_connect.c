/* cl_connect.c - parts of devices, and contexts that can be replaced.
 *
 * A launch that went wrong may leave a context in which nothing works any more, while the
 * device itself is fine: one row has failed then, and the next one gets a new context.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>

#include "opencl/device.h"

/* Sub-devices are reference-counted: all but the wanted one are given back. */
static bool take_part(cl_device_id *id, cl_uint units, unsigned part, unsigned parts,
                      cl_int *code)
{
	const cl_device_partition_property equally[] = {
		CL_DEVICE_PARTITION_EQUALLY, (cl_device_partition_property)units, 0
	};
	cl_uint count = 0;
	cl_device_id *found;

	*code = clCreateSubDevices(*id, equally, 0, NULL, &count);
	if (*code != CL_SUCCESS || count < parts)
		return false;
	found = calloc(count, sizeof(cl_device_id));
	if (!found) {
		*code = CL_OUT_OF_HOST_MEMORY;
		return false;
	}
	*code = clCreateSubDevices(*id, equally, count, found, NULL);
	for (cl_uint i = 0; *code == CL_SUCCESS && i < count; i++)
		if (i == part - 1)
			*id = found[i];
		else
			clReleaseDevice(found[i]);
	free(found);
	return *code == CL_SUCCESS;
}

bool qm_cl_divide(cl_device_id *id, struct qm_cl_facts *f, unsigned part, unsigned parts,
                  struct qm_err *err)
{
	const unsigned whole = f->units;
	char name[sizeof f->id];
	cl_int code;

	snprintf(name, sizeof name, "%s", f->id);
	if (parts > whole)
		return qm_fail(err, QM_USAGE,
		               "%s has %u compute units: too few for %u parts", name,
		               whole, parts);
	if (!take_part(id, whole / parts, part, parts, &code))
		return qm_fail(err, QM_SKIPPED,
		               "%s cannot be divided into %u parts of %u compute "
		               "units: %s",
		               name, parts, whole / parts,
		               code ? qm_cl_error(code).text : "the driver offers fewer");
	f->units = whole / parts;
	snprintf(f->id, sizeof f->id, "%.16s:%uof%u", name, part, parts);
	return true;
}

void qm_cl_disconnect(struct qm_device *device)
{
	if (device->queue)
		clReleaseCommandQueue(device->queue);
	if (device->context)
		clReleaseContext(device->context);
	device->queue = NULL;
	device->context = NULL;
}

bool qm_cl_connect(struct qm_device *device, struct qm_err *err)
{
	cl_int code;

	qm_cl_disconnect(device);
	device->context = clCreateContext(NULL, 1, &device->id, NULL, NULL, &code);
	if (code != CL_SUCCESS)
		device->context = NULL;
	if (!qm_cl_ok(code, "clCreateContext", err))
		return false;
	device->queue = clCreateCommandQueue(device->context, device->id,
	                                     CL_QUEUE_PROFILING_ENABLE, &code);
	if (code != CL_SUCCESS)
		device->queue = NULL;
	device->suspect = code != CL_SUCCESS;
	return qm_cl_ok(code, "clCreateCommandQueue", err);
}

bool qm_cl_alive(struct qm_device *device, cl_int code, const char *what,
                 struct qm_err *err)
{
	device->suspect |= code != CL_SUCCESS;
	return qm_cl_ok(code, what, err);
}
