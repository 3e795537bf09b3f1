/* gemm.h - a whole product from register tiles: blocking, packing and the work of a thread.
 *
 * A plan is arithmetic only: it holds no memory, so that tests can lay the operands
 * against guard pages.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_GEMM_H
#define QM_GEMM_H

#include "cpu/kernel.h"
#include "cpu/team.h"

enum { QM_ROWS_SHIFT = 32 /* binary places of strip_rows */ };

struct qm_plan {
	const struct qm_cpu_kernel *kernel;
	struct qm_shape shape;
	size_t threads;
	size_t strips, panels;        /* tiles along m and n */
	uint64_t strip_rows;          /* of a strip: a fixed-point number, rounded up */
	size_t panel_bytes;           /* one panel of packed B */
	size_t grid_m, grid_n;        /* threads along m and n */
	size_t strip_block, panel_block; /* an area of C */
	size_t k_block;               /* a slice of k */
	size_t scratch_bytes;         /* for the sums of one thread */
	size_t panel_group;           /* panels handed to the kernel at once */
	bool decodes;                 /* panels are decoded before run() sees them */
	bool in_place;                /* A is read where it lies, and not packed */
	bool copies_last;             /* ... but the last strip, whose last unit ends behind A */
	bool a_once;                  /* a thread packs a strip of A, uses it up, and then the next */
	bool packs_in_run;            /* ... or run() packs it, with the first panel */
	bool joins_last;              /* the panel that C ends in comes with the one before */
};

/* Bytes that a caller must provide, aligned to 64. */
size_t qm_plan_a_bytes(const struct qm_plan *plan);
size_t qm_plan_b_bytes(const struct qm_plan *plan);
size_t qm_plan_scratch_bytes(const struct qm_plan *plan); /* for all threads */

struct qm_plan qm_plan_make(const struct qm_cpu_kernel *kernel, struct qm_shape shape,
                            size_t threads, const struct qm_caches *caches);

/* Whether threads compute with what others packed of A, or know of its rows. */
static inline bool qm_plan_shares_a(const struct qm_plan *plan)
{
	return plan->grid_n > 1 && (!plan->in_place || plan->kernel->starts);
}

/* The part of thread `thread` in each phase; a barrier must stand between packing B and
 * computing.  packed_a, packed_b and scratch are shared by all threads; c is m rows of n
 * elements, c_row bytes apart.
 *
 * If threads share A, qm_plan_pack_a() packs it, and a barrier must follow.  Else it does
 * nothing: a thread packs each strip when it first computes with it.
 */
void qm_plan_pack_b(const struct qm_plan *plan, size_t thread, const struct qm_matrix *b,
                    void *packed_b);
void qm_plan_pack_a(const struct qm_plan *plan, size_t thread, const struct qm_matrix *a,
                    void *packed_a);
void qm_plan_compute(const struct qm_plan *plan, size_t thread, const struct qm_matrix *a,
                     void *packed_a, const void *packed_b, void *scratch, void *c,
                     size_t c_row);

#endif
