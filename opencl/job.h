/* job.h - one kernel and one problem on a device: see struct qm_backend.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_CL_JOB_H
#define QM_CL_JOB_H

#include "opencl/cache.h"
#include "opencl/tile.h"

/* Strips of A and panels of B are those of the tile. */
struct qm_job {
	struct qm_device *device;
	cl_context context;     /* the device may have got others since: see qm_cl_alive() */
	cl_command_queue queue;
	const struct qm_cl_kernel *kernel;
	const struct qm_problem *problem;
	struct qm_cl_tile tile;
	size_t steps, strips, panels;
	cl_program program;
	struct qm_cl_hash key; /* of the program: everything that decides its binary */
	cl_kernel prepare_a, multiply;
	cl_mem a, a_scales, strip_a, panel_b, c; /* a_scales: NULL where rows have none */
	size_t b_bytes;                          /* of panel_b */
	size_t cold_count, cold_next; /* copies of it, if runs are to be cold */
	cl_mem *cold;
	bool first;                   /* run is on its first launch */
	const char *no_clock;         /* why its events are not believed; NULL: they are */
};

static inline size_t qm_cl_c_columns(const struct qm_job *job)
{
	return job->panels * qm_cl_panel(&job->tile);
}

static inline size_t qm_cl_c_rows(const struct qm_job *job)
{
	return job->strips * qm_cl_strip(&job->tile);
}

/* NULL as the tile: the one that is chosen for the device and the shape. */
struct qm_job *qm_cl_prepare_tile(struct qm_device *device, const struct qm_kernel *kernel,
                                  const struct qm_problem *problem,
                                  const struct qm_cl_tile *tile, struct qm_costs *costs,
                                  struct qm_err *err);
struct qm_job *qm_cl_prepare(struct qm_device *device, const struct qm_kernel *kernel,
                             const struct qm_problem *problem, struct qm_costs *costs,
                             struct qm_err *err);
void qm_cl_code(const struct qm_job *job, char *text, size_t size);
bool qm_cl_run(struct qm_job *job, struct qm_timing *timing, struct qm_err *err);
void qm_cl_release(struct qm_job *job);

/* Memory (cl_buffers.c): what the kernels read and write, and the way to C. */
bool qm_cl_place(struct qm_job *job, struct qm_costs *costs, struct qm_err *err);
bool qm_cl_fetch(struct qm_job *job, void *c, struct qm_costs *costs, struct qm_err *err);
void qm_cl_free_buffers(struct qm_job *job);

/* False (QM_SKIPPED) if the device cannot hold the buffers, or launch groups of this size;
 * the second once the kernels are built, for they have limits of their own.
 */
bool qm_cl_memory_fits(struct qm_job *job, struct qm_err *err);
bool qm_cl_launch_fits(const struct qm_job *job, struct qm_err *err);

/* See struct qm_backend; before each run the next copy becomes the weights. */
bool qm_cl_rotate(struct qm_job *job, size_t bytes, struct qm_err *err);
bool qm_cl_rotation_next(struct qm_job *job, struct qm_err *err);
void qm_cl_rotation_free(struct qm_job *job);

/* The launches of a run: prepare_a in three directions, multiply in two. */
struct qm_cl_range {
	size_t rows[3], rows_group[3], items[2], group[2];
};
struct qm_cl_range qm_cl_range_of(const struct qm_job *job);

#endif
