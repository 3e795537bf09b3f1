/* cl.h - the OpenCL headers, and the names of their errors.
 *
 * Only functions of OpenCL 1.2 are called, so that devices of that version work: the
 * newer ones are missing from an old driver's table, and calling them crashes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_CL_H
#define QM_CL_H

#define CL_TARGET_OPENCL_VERSION 300
#define CL_USE_DEPRECATED_OPENCL_1_2_APIS /* clCreateCommandQueue: the 1.2 spelling */
#include <CL/cl.h>
#include <CL/cl_ext.h>

#include "kernels/qm.h"

/* "CL_OUT_OF_RESOURCES"; a code that no specification names is "CL error -9999". */
struct qm_cl_name {
	char text[48];
};
struct qm_cl_name qm_cl_error(cl_int code);

/* True if code is CL_SUCCESS; otherwise err says what failed, and how. */
bool qm_cl_ok(cl_int code, const char *what, struct qm_err *err);

#endif
