/* unordered.h - a product of floats whose sums may have been taken in any order.
 *
 * For one element of C let s be the exact sum of its k products, t the sum of their
 * magnitudes, and u = 2^-24, half a unit in the last place of 1.  Whatever the order of the
 * additions, and whether products are rounded or fused, single precision gives
 *
 *     |c - s| <= g t,  g = k u / (1 - k u)
 *
 * (Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, SIAM 2002, section
 * 3.1).  What is farther off is wrong.  The error is told as |c - s| / (u t), by which the
 * tests of the reference BLAS measure too (SMMCH of sblat3.f): how many roundings of the whole
 * sum it is worth; k of them are the bound.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_UNORDERED_H
#define QM_UNORDERED_H

#include "kernels/qm.h"

/* The numbers of both operands, which have no scales: m rows and n rows of k. */
struct qm_numbers {
	float *a, *b;
	size_t k;
};

bool qm_numbers_read(struct qm_numbers *x, const struct qm_problem *p, struct qm_err *err);
void qm_numbers_free(struct qm_numbers *x);

/* Could c be C[i][j]?  *error is raised to its error, if that can be told. */
bool qm_unordered_ok(const struct qm_numbers *x, size_t i, size_t j, float c, double *error);

/* For the report of a wrong element: the exact sum. */
double qm_unordered_sum(const struct qm_numbers *x, size_t i, size_t j);

#endif
