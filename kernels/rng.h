/* rng.h - random numbers that are the same on every machine.
 *
 * SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).  Integers only, so that neither a
 * compiler nor a maths library can change the data.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_RNG_H
#define QM_RNG_H

#include <stdint.h>

struct qm_rng {
	uint64_t state;
};

static inline uint64_t qm_rng_next(struct qm_rng *rng)
{
	uint64_t z = rng->state += 0x9E3779B97F4A7C15u;

	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

/* A generator of its own for each (seed, stream). */
static inline struct qm_rng qm_rng_make(uint64_t seed, uint64_t stream)
{
	struct qm_rng rng = { seed ^ (stream * 0xD1342543DE82EF95u) };

	rng.state = qm_rng_next(&rng);
	return rng;
}

/* 0 .. limit-1; limit must be under 2^32.  The bias is below 2^-32 * limit. */
static inline uint32_t qm_rng_below(struct qm_rng *rng, uint32_t limit)
{
	return (uint32_t)((qm_rng_next(rng) >> 32) * limit >> 32);
}

/* Bell-shaped around 0 with variance 1, within +-3.47: the sum of four uniform 16-bit
 * integers (Irwin-Hall), whose variance is 4 * (2^32 - 1) / 12.
 */
static inline float qm_rng_bell(struct qm_rng *rng)
{
	const uint64_t x = qm_rng_next(rng);
	const int32_t sum = (int32_t)((x & 0xFFFF) + (x >> 16 & 0xFFFF) + (x >> 32 & 0xFFFF) +
	                              (x >> 48));

	return (float)(sum - 2 * 65535) * 2.6428e-5f;
}

#endif
