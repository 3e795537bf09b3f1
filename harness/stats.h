/* stats.h - order statistics of few samples.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_STATS_H
#define QM_STATS_H

#include "harness/result.h"

/* Of count >= 1 samples, in any order; they are not changed.
 *
 * Quantiles: Hyndman and Fan (The American Statistician 50(4), 1996), definition 7.
 * Interval of the median: the closest pair of order statistics around it that covers it
 * with at least 95 %, by the binomial distribution; with 5 samples or fewer, where no pair
 * does, the smallest and the largest.
 */
struct qm_summary qm_summarise(const double *samples, size_t count);

#endif
