/* check.h - is C right?  Every kernel's result against the family's definition.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_CHECK_H
#define QM_CHECK_H

#include "harness/result.h"

/* What is known of one problem; shared by all kernels that compute it. */
struct qm_checker;

/* Up to `limit` multiply-adds every element is computed by definition.  Beyond it, exact
 * integer families are checked as a whole by Freivalds' method (1979): for random r,
 * C * r = A * (B * r) modulo 2^64, a wrong row escapes with a chance below 2^-32.  Float
 * families are sampled: one element of every cell of 4 x 16, and the whole of the first
 * and last row and column.  The problem must outlive the checker.
 */
struct qm_checker *qm_checker_create(const struct qm_problem *problem, double limit,
                                     uint64_t seed, struct qm_err *err);
void qm_checker_destroy(struct qm_checker *checker);

/* c is m rows of n elements.  False if an element is wrong: the error says where, shows
 * both values and the neighbourhood.
 */
bool qm_checker_check(const struct qm_checker *checker, const void *c, struct qm_err *err);

/* How a result was checked. */
struct qm_checked {
	enum qm_check how;
	size_t count; /* elements of C, or rows for Freivalds' method */
	double error; /* of an unordered result the largest that was seen, else 0 */
};

/* The same for the result of any kernel, by its outcome: where its sums have an order of their
 * own, elements are held to what an order can do (harness/unordered.h); where they are
 * requantised, to the bits of that (kernels/requantise.h).
 */
bool qm_checker_judge(const struct qm_checker *checker, const struct qm_kernel *kernel,
                      const void *c, struct qm_checked *to, struct qm_err *err);

/* Are two elements equal under the contracts: the same bits, or both NaN. */
bool qm_same_element(enum qm_ctype type, const void *x, const void *y);

/* A number to recognise a result by: 64 bits of FNV-1a over its words. */
uint64_t qm_fingerprint(const void *c, size_t elements);

#endif
