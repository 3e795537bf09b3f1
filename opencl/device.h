/* device.h - an OpenCL device, and what the host must know of it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_CL_DEVICE_H
#define QM_CL_DEVICE_H

#include "kernels/backend.h"
#include "opencl/cl.h"
#include "opencl/cl_kernel.h"

enum { QM_CL_TEXT = 160 };

/* What the device says of itself. */
struct qm_cl_facts {
	char id[40];                /* opencl:0, or opencl:0:1of2: a part of it */
	char name[QM_CL_TEXT], version[QM_CL_TEXT], driver[QM_CL_TEXT];
	char platform[QM_CL_TEXT], platform_version[QM_CL_TEXT];
	bool is_cpu, available, has_compiler;
	bool dot4;                  /* dot_4x8packed_ss_int, accelerated */
	bool vnni;                  /* see QM_NEEDS_VNNI */
	cl_device_fp_config single; /* CL_FP_ bits of single precision */
	unsigned units;             /* compute units */
	unsigned lanes;             /* native vector width in floats */
	size_t group_max;           /* work-items of one group */
	size_t item_max[3];         /* and of them in each direction */
	unsigned address_bits;      /* of the device: global sizes are counted in so many */
	bool shares_memory;         /* with the host: what is mapped is not copied */
	uint64_t buffer_max;        /* bytes of one buffer */
	uint64_t memory;            /* bytes of global memory */
	uint64_t cache_bytes;       /* of its cache; 0: it does not tell */
	uint64_t local_bytes;       /* of local memory */
	bool local_is_near;         /* and not a part of global memory */
};

struct qm_device {
	cl_device_id id;
	cl_context context;
	cl_command_queue queue;
	bool suspect; /* something of it failed, and may have broken the context */
	bool is_part; /* id is a sub-device, to be released */
	struct qm_cl_facts facts;
	bool as_gpu; /* tiles of a GPU, not of a CPU */
	bool stages; /* and operands staged in local memory */
	struct qm_peer_libraries *libraries;
};

/* Ahead of the first call of OpenCL, for its driver reads the environment then.  Not over
 * what the user said.
 */
void qm_cl_bind_threads(void);

/* All devices of all platforms; 0, with the reason, if there is none. */
size_t qm_cl_count(struct qm_err *err);

/* The index-th of them. */
bool qm_cl_find(size_t index, cl_device_id *id, struct qm_cl_facts *facts,
                struct qm_err *err);

/* Part `part` of 1..parts equal parts of a device takes its place in id and facts. */
bool qm_cl_divide(cl_device_id *id, struct qm_cl_facts *facts, unsigned part,
                  unsigned parts, struct qm_err *err);

/* A context and a queue.  Those that it had are dropped first; jobs hold on to theirs. */
bool qm_cl_connect(struct qm_device *device, struct qm_err *err);
void qm_cl_disconnect(struct qm_device *device);

/* Like qm_cl_ok(), for what shows whether the device is still there: after a failure the
 * next job gets a new context, for some drivers never forgive.
 */
bool qm_cl_alive(struct qm_device *device, cl_int code, const char *what,
                 struct qm_err *err);

/* False, with the reason, if the kernel needs what the device lacks. */
bool qm_cl_suits(const struct qm_cl_facts *facts, const struct qm_cl_kernel *kernel,
                 struct qm_err *err);

#endif
