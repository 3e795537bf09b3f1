/* variant.h - tiles as text, and the ways from one to another: see struct qm_tuning.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_CL_VARIANT_H
#define QM_CL_VARIANT_H

#include "opencl/job.h"

extern const struct qm_tuning qm_cl_tuning;

/* tuned.json as text, ended by a zero.  Written by embed.cmake. */
extern const char qm_cl_shipped[];

/* The tile of a variant for a shape; QM_SKIPPED if the device cannot take it, QM_FILE if the
 * text is no variant.
 */
bool qm_cl_variant_tile(const struct qm_device *device, const struct qm_cl_kernel *kernel,
                        struct qm_shape shape, const struct qm_variant *variant,
                        struct qm_cl_tile *tile, struct qm_err *err);

#endif
