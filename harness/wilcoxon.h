/* wilcoxon.h - what paired differences say: an estimate, its exact interval, a p-value.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_WILCOXON_H
#define QM_WILCOXON_H

#include <stdbool.h>
#include <stddef.h>

/* Beyond this the counts of the exact distribution would need more than a double. */
enum { QM_PAIRS_MAX = 64 };

struct qm_effect {
	size_t pairs;
	double estimate;  /* Hodges and Lehmann: the median of the means of all pairs of x */
	double low, high; /* exact interval; infinite where so few pairs allow none */
	double p_above;   /* one-sided, exact: how likely is this or more if x is about 0 */
};

/* Of 1 <= count <= QM_PAIRS_MAX differences; confidence such as 0.99.  Hollander and Wolfe,
 * Nonparametric Statistical Methods, chapter 3: the interval is made of the order
 * statistics of the Walsh averages that Wilcoxon's signed-rank distribution points at.
 */
struct qm_effect qm_signed_rank(const double *x, size_t count, double confidence);

/* How many subsets of the ranks 1..n have the sum s, over 2^n: the null distribution. */
double qm_signed_rank_share(size_t n, size_t s);

/* The Hodges-Lehmann shift between two unpaired samples: the median of all y - x. */
double qm_shift(const double *x, size_t xs, const double *y, size_t ys);

/* Quantile q of count >= 1 numbers, Hyndman and Fan's definition 7; x is not changed. */
double qm_quantile(const double *x, size_t count, double q);

#endif
