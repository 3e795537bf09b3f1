/* cl_error.c - the names of OpenCL's errors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include "opencl/cl.h"

static const struct {
	cl_int code;
	const char *name;
} names[] = {
#define QM_CL_ERROR(name) { name, #name },
#include "opencl/cl_errors.def"
#undef QM_CL_ERROR
};

struct qm_cl_name qm_cl_error(cl_int code)
{
	struct qm_cl_name name;

	snprintf(name.text, sizeof name.text, "CL error %d", (int)code);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (names[i].code == code)
			snprintf(name.text, sizeof name.text, "%s", names[i].name);
	return name;
}

bool qm_cl_ok(cl_int code, const char *what, struct qm_err *err)
{
	if (code == CL_SUCCESS)
		return true;
	return qm_fail(err, QM_WRONG, "OpenCL: %s: %s", what, qm_cl_error(code).text);
}
