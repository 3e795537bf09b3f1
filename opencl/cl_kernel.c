/* cl_kernel.c - the table of kernels.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "opencl/cl_kernel.h"

#define QM_FAMILY(name) extern const struct qm_family qm_##name;
#include "kernels/families.def"
#undef QM_FAMILY

enum { LANES = 16 }; /* of the widest vector of OpenCL C */

#define QM_OPENCL_KERNEL(name_, family_, step_, macros_, packing_, kr_, needs_, a_unit_, \
                         rows_, vecs_, few_, idea_) \
	{ \
		.base = { \
			.name = #name_, \
			.idea = idea_, \
			.family = &qm_##family_, \
			.tile = { rows_, (vecs_) * LANES, kr_ }, \
		}, \
		.step = #step_, \
		.body = "outer", \
		.macros = macros_, \
		.b = &qm_pack_##packing_, \
		.needs = needs_, \
		.a_unit = a_unit_, \
		.rows = rows_, \
		.vecs = vecs_, \
		.few = few_, \
	},
const struct qm_cl_kernel qm_cl_kernels[] = {
#include "opencl/kernels.def"
};
#undef QM_OPENCL_KERNEL

const size_t qm_cl_kernel_count = sizeof qm_cl_kernels / sizeof qm_cl_kernels[0];

const struct qm_cl_source *qm_cl_source_find(const char *name)
{
	for (size_t i = 0; i < qm_cl_source_count; i++)
		if (strcmp(qm_cl_sources[i].name, name) == 0)
			return &qm_cl_sources[i];
	return NULL;
}
