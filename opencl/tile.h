/* tile.h - how much of C one work-item and one work-group take, for a device and a shape.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_CL_TILE_H
#define QM_CL_TILE_H

#include "opencl/device.h"

/* The macros of the same names in prelude.cl. */
struct qm_cl_tile {
	unsigned vec, vecs, rows, group_m, group_n, local, unroll, run;
};

static inline size_t qm_cl_strip(const struct qm_cl_tile *t)
{
	return (size_t)t->group_m * t->rows;
}

static inline size_t qm_cl_panel(const struct qm_cl_tile *t)
{
	return (size_t)t->group_n * t->vecs * t->vec;
}

/* Local memory that a group takes. */
size_t qm_cl_local_bytes(const struct qm_cl_kernel *kernel, const struct qm_cl_tile *tile);

/* Strips of equal numbers of rows, and no work-items without a row: for m rows of C. */
void qm_cl_tile_trim(struct qm_cl_tile *tile, size_t m);

struct qm_cl_tile qm_cl_tile_choose(const struct qm_device *device,
                                    const struct qm_cl_kernel *kernel,
                                    struct qm_shape shape);

#endif
