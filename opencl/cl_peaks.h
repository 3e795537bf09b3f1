/* cl_peaks.h - the ceilings of an OpenCL device: see struct qm_backend.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_CL_PEAKS_H
#define QM_CL_PEAKS_H

#include "opencl/device.h"

/* One class for each of the kernels, called like it: its own step is what is measured. */
bool qm_cl_peaks(struct qm_device *device, const struct qm_kernel *const *kernels,
                 size_t count, struct qm_peaks *peaks, struct qm_err *err);

#endif
