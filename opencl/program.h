/* program.h - a kernel compiled for a device and a tile, from the cache where possible.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_CL_PROGRAM_H
#define QM_CL_PROGRAM_H

#include "opencl/cache.h"
#include "opencl/tile.h"

/* NULL if it cannot be built: err carries the build log.  `key`: a hash of everything that
 * decides the binary: source, options, device and driver.
 */
cl_program qm_cl_build(const struct qm_device *device, const struct qm_cl_kernel *kernel,
                       const struct qm_cl_tile *tile, struct qm_cl_hash *key,
                       struct qm_err *err);

#endif
