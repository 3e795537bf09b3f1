/* changes.h - where a series of measurements changes its level.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_CHANGES_H
#define QM_CHANGES_H

#include <stddef.h>

enum {
	QM_SERIES_LEAST = 12, /* points; fewer say nothing about their own noise */
	QM_WINDOW = 50        /* points that are looked at together */
};

struct qm_change {
	size_t at;            /* the first point of the new level */
	double before, after; /* the means of the neighbouring levels */
	double p;             /* Welch's test between them */
};

/* Changes of x[0..count) in order, at most count of them, to `change`; returns how many.
 * E-divisive (Matteson and James, J. Am. Stat. Assoc. 109, 2014) proposes, and as in Hunter
 * (Fleming et al., ICPE 2023) a t-test decides instead of random permutations, so that the
 * same series always has the same changes.  A step below `least` is none.
 */
size_t qm_changes(const double *x, size_t count, double least, struct qm_change *change);

/* Two-sided p-value of Student's t. */
double qm_student_p(double t, double degrees);

#endif
