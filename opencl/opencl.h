/* opencl.h - the OpenCL backend: every device of every platform.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_OPENCL_H
#define QM_OPENCL_H

#include "kernels/backend.h"

extern const struct qm_backend qm_opencl_backend;

#endif
