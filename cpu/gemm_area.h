/* gemm_area.h - an area of C on its way through the loops: what gemm_run.c and gemm_panels.c share.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_GEMM_AREA_H
#define QM_GEMM_AREA_H

#include "cpu/gemm_range.h"

/* An area of C, and the slice of k that is being added to it. */
struct area {
	const struct qm_plan *plan;
	const struct qm_matrix *matrix; /* A */
	bool fresh;        /* strips of A are met for the first time */
	char *a, *room;    /* packed A, and of it the thread's own */
	const char *b;     /* packed */
	char *c, *scratch; /* of the first strip and panel: the result, and sums */
	size_t c_row, scratch_row;
	size_t index, strips_in_all; /* of the first strip among the thread's, of so many */
	size_t panels_in_all;
	struct range strips, panels, k;
	struct a_slice of_a; /* the slice */
};

/* All strips of the area against the panels [j, j + panels). */
void qm_run_panels(const struct area *at, size_t j, size_t panels);

#endif
