/* fill.h - matrices with known contents: memory and data for a problem.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_FILL_H
#define QM_FILL_H

#include "kernels/qm.h"

/* What the operands hold. */
enum qm_data {
	QM_DATA_NORMAL,  /* bell-shaped floats, quantised by the format: as in a network */
	QM_DATA_CODES,   /* every code of the format equally likely, special ones left out */
	QM_DATA_EXTREME, /* only the ends of the range: the worst case of every accumulator */
	QM_DATA_SPECIAL, /* codes, with NaN, infinities, subnormals and signed zeros */
	QM_DATA_ZERO,
	QM_DATA_COUNT
};

const char *qm_data_name(enum qm_data data);

/* Fills x (memory given by the caller), from (seed, data, stream) alone. */
void qm_fill(const struct qm_matrix *x, enum qm_data data, uint64_t seed, uint64_t stream);

/* The same for rows [first, first + count): threads can share the work. */
void qm_fill_rows(const struct qm_matrix *x, size_t first, size_t count, enum qm_data data,
                  uint64_t seed, uint64_t stream);

/* The k floats that QM_DATA_NORMAL quantises for this row. */
void qm_fill_floats(float *x, size_t k, uint64_t seed, uint64_t stream, size_t row);

/* A matrix of the format's canonical size without memory: codes and scales are NULL. */
struct qm_matrix qm_matrix_describe(const struct qm_format *format, size_t rows, size_t k);

/* A problem with memory of its own, not yet filled.  False if there is too little. */
bool qm_problem_create(struct qm_problem *p, const struct qm_family *family,
                       struct qm_shape shape, struct qm_err *err);
void qm_problem_fill(struct qm_problem *p, enum qm_data data, uint64_t seed);
void qm_problem_destroy(struct qm_problem *p);

#endif
