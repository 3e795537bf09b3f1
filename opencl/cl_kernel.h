/* cl_kernel.h - what an OpenCL kernel is: a row of kernels.def and two embedded sources.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_CL_KERNEL_H
#define QM_CL_KERNEL_H

#include "kernels/pack.h"

enum {
	QM_NEEDS_IEEE = 1, /* single precision with fma, subnormals, infinities, NaN */
	QM_NEEDS_VNNI = 2  /* PoCL on this very CPU, which has AVX512-VNNI */
};

struct qm_cl_kernel {
	struct qm_kernel base; /* .tile: the largest that a CPU uses */
	const char *step;      /* the name of the source that says what a step is, */
	const char *body;      /* and of the loops */
	const char *macros;    /* options of the build, for the step */
	const struct qm_packing *b;
	unsigned needs;
	unsigned a_unit, rows, vecs, few; /* see kernels.def */
};

extern const struct qm_cl_kernel qm_cl_kernels[];
extern const size_t qm_cl_kernel_count;

/* Bytes of activations in one step: they need not have the weights' width. */
static inline size_t qm_cl_a_bytes(const struct qm_cl_kernel *kernel)
{
	return kernel->b->kr * kernel->base.family->a->bits / 8;
}

/* The .cl files, by name without suffix.  Written by embed.cmake. */
struct qm_cl_source {
	const char *name;
	const unsigned char *text;
	size_t size;
};
extern const struct qm_cl_source qm_cl_sources[];
extern const size_t qm_cl_source_count;
const struct qm_cl_source *qm_cl_source_find(const char *name);

#endif
