/* cl_peer.h - other projects' libraries, as kernels on OpenCL devices.
 *
 * A peer gets what our kernels get: a context and a queue of ours, codes in rows along k, C in
 * rows of n, all in the device's memory before the time starts.  To the runtime it is a kernel
 * with tiles of one element, so that panels of B are its rows and C has no margin, and no
 * program: the library launches what it likes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_CL_PEER_H
#define QM_CL_PEER_H

#include "opencl/job.h"
#include "kernels/library.h"

struct qm_cl_peer {
	/* .base.library is set; .b has units of one code, so that it leaves rows as they are, and
	 * .a_unit is 0: there are no packed activations.
	 */
	struct qm_cl_kernel kernel;
	const struct qm_peer_library *from;
	/* C into the queue of the job; *last becomes the event of the last command, or stays
	 * NULL.
	 */
	bool (*run)(const void *calls, struct qm_job *job, cl_event *last, struct qm_err *err);
};

size_t qm_cl_peer_count(void);
const struct qm_cl_peer *qm_cl_peer_at(size_t index);
/* The peer that the kernel is, or NULL. */
const struct qm_cl_peer *qm_cl_peer_of(const struct qm_kernel *kernel);

/* As the functions of the same names without "peer": see job.h and device.h. */
bool qm_cl_peer_suits(const struct qm_device *device, const struct qm_cl_peer *peer,
                      struct qm_err *err);
bool qm_cl_peer_run(struct qm_job *job, struct qm_timing *timing, struct qm_err *err);

/* One element. */
extern const struct qm_cl_tile qm_cl_peer_tile;

#endif
