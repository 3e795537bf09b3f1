/* gemm_area.h - an area of C on its way through the loops: what gemm_run.c and gemm_strip.c share.
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

/* Neighbouring panels: whole ones from j on, and the one that C ends in if it is among them; and the
 * least of their marks.
 */
struct group {
	size_t j, whole;
	bool ends;
	int least, last_least;
};

struct group qm_group_of(const struct area *at, size_t j, size_t panels);

/* Strip i, whose first row is `row` of the area, and these panels.  Sums that are taken up again
 * slice after slice stay in the scratch, and the last slice brings them to C: the rows of C lie far
 * apart, often by a power of two, and would miss the caches that a compact copy stays in.  Those of
 * a single slice have no place of their own there.
 */
void qm_run_strip(const struct area *at, const struct group *panels, struct qm_tile *t, size_t i,
                  size_t row);

#endif
