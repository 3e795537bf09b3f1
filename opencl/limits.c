/* limits.c - what a launch needs against what the device and the compiled kernel allow.
 *
 * Beyond these limits drivers answer with one code for many reasons, or not at all.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include "opencl/job.h"

struct launch {
	const char *name;
	cl_kernel kernel;
	cl_uint directions;
	const size_t *items, *group;
};

/* A global size must fit the device's own size_t. */
static bool counts_fit(const struct qm_cl_facts *f, const struct launch *l,
                       struct qm_err *err)
{
	for (cl_uint i = 0; i < l->directions; i++) {
		if (f->address_bits < 64 && l->items[i] >> f->address_bits)
			return qm_fail(
				err, QM_SKIPPED,
				"%s needs %zu work-items in direction %u, which is "
				"beyond the %u bits of %s",
				l->name, l->items[i], i, f->address_bits, f->id);
		if (l->group[i] > f->item_max[i])
			return qm_fail(
				err, QM_SKIPPED,
				"%s needs work-groups of %zu items in direction "
				"%u, %s allows %zu (CL_DEVICE_MAX_WORK_ITEM_SIZES)",
				l->name, l->group[i], i, f->id, f->item_max[i]);
	}
	return true;
}

/* Registers may hold fewer items than the device's own limit. */
static bool group_fits(const struct qm_device *device, const struct launch *l,
                       struct qm_err *err)
{
	const struct qm_cl_facts *const f = &device->facts;
	size_t items = 1, most = f->group_max, kernel_most = most;
	cl_ulong local = 0;

	for (cl_uint i = 0; i < l->directions; i++)
		items *= l->group[i];
	clGetKernelWorkGroupInfo(l->kernel, device->id, CL_KERNEL_WORK_GROUP_SIZE,
	                         sizeof kernel_most, &kernel_most, NULL);
	clGetKernelWorkGroupInfo(l->kernel, device->id, CL_KERNEL_LOCAL_MEM_SIZE,
	                         sizeof local, &local, NULL);
	most = kernel_most < most ? kernel_most : most;
	if (items > most)
		return qm_fail(err, QM_SKIPPED,
		               "%s needs work-groups of %zu items, %s allows %zu for "
		               "this kernel (CL_KERNEL_WORK_GROUP_SIZE)",
		               l->name, items, f->id, most);
	if (f->local_bytes && local > f->local_bytes)
		return qm_fail(err, QM_SKIPPED,
		               "%s needs %.1f kB of local memory, %s has %.1f kB",
		               l->name, 1e-3 * (double)local, f->id,
		               1e-3 * (double)f->local_bytes);
	return true;
}

bool qm_cl_launch_fits(const struct qm_job *job, struct qm_err *err)
{
	const struct qm_cl_range r = qm_cl_range_of(job);
	const struct launch launches[] = {
		{ "prepare_a", job->prepare_a, 3, r.rows, r.rows_group },
		{ "multiply", job->multiply, 2, r.items, r.group },
	};

	for (size_t i = 0; i < sizeof launches / sizeof launches[0]; i++)
		if (!counts_fit(&job->device->facts, &launches[i], err) ||
		    !group_fits(job->device, &launches[i], err))
			return false;
	return true;
}
