/* float_rows.h - rows of small floats: codes of one or two bytes, and their product in order.
 *
 * What the float formats and families share.  Each is a static inline function whose format
 * arguments are constants at every call.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_FLOAT_ROWS_H
#define QM_FLOAT_ROWS_H

#include <math.h>
#include <string.h>

#include "kernels/qm.h"

#define QM_CONTRACT_C1 "C1: acc = fmaf(a, b, acc) from +0, k ascending, one accumulator"

static inline uint32_t qm_get_byte(const void *row, size_t p)
{
	return ((const uint8_t *)row)[p];
}

static inline void qm_put_byte(void *row, size_t p, uint32_t code)
{
	((uint8_t *)row)[p] = (uint8_t)code;
}

static inline uint32_t qm_get_half(const void *row, size_t p)
{
	uint16_t code;

	memcpy(&code, (const char *)row + p * sizeof code, sizeof code);
	return code;
}

static inline void qm_put_half(void *row, size_t p, uint32_t code)
{
	const uint16_t half = (uint16_t)code;

	memcpy((char *)row + p * sizeof half, &half, sizeof half);
}

static inline size_t qm_bytes_of_row(size_t k)
{
	return k;
}

static inline size_t qm_halves_of_row(size_t k)
{
	return k * 2;
}

static inline const void *qm_row(const struct qm_matrix *x, size_t row)
{
	return (const char *)x->codes + row * x->row_bytes;
}

/* How the codes of one operand become single precision. */
struct qm_reader {
	uint32_t (*get)(const void *row, size_t p);
	float (*decode)(uint32_t code);
};

/* Row `row` of codes from k floats. */
static inline QM_ALWAYS_INLINE void qm_encode_row(const struct qm_matrix *to, size_t row,
                                                  const float *x, uint32_t (*encode)(float x))
{
	char *const codes = (char *)to->codes + row * to->row_bytes;

	for (size_t l = 0; l < to->k; l++)
		to->format->put(codes, l, encode(x[l]));
}

/* Contract C1 for element (i, j). */
static inline QM_ALWAYS_INLINE void qm_element_c1(const struct qm_problem *p, size_t i,
                                                  size_t j, struct qm_reader a,
                                                  struct qm_reader b, void *c)
{
	const void *const row = qm_row(&p->a, i), *const column = qm_row(&p->b, j);
	float acc = 0;

	for (size_t l = 0; l < p->shape.k; l++)
		acc = fmaf(a.decode(a.get(row, l)), b.decode(b.get(column, l)), acc);
	memcpy(c, &acc, sizeof acc);
}

#endif
