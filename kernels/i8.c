/* i8.c - signed 8-bit integers, the whole range -128..127 on both sides.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <float.h>
#include <string.h>

#include "kernels/qm.h"
#include "kernels/symmetric.h"

enum { LEAST = -128, MOST = 127 };

static size_t row_bytes(size_t k)
{
	return k;
}

static uint32_t get(const void *row, size_t p)
{
	return ((const uint8_t *)row)[p];
}

static void put(void *row, size_t p, uint32_t code)
{
	((uint8_t *)row)[p] = (uint8_t)code;
}

static double value(uint32_t code)
{
	return (double)(int8_t)(uint8_t)code;
}

/* Symmetric, per row: the largest magnitude becomes 127.  The product is defined on the
 * codes alone (contract C0), so the scale is not kept.  It is finite: where the largest is
 * below 127 / FLT_MAX, codes are smaller.
 */
static void quantise(const struct qm_matrix *to, size_t row, const float *x)
{
	int8_t *const codes = (int8_t *)to->codes + row * to->row_bytes;
	const float amax = qm_largest_magnitude(x, to->k);
	const float scale = amax > 0 ? fminf(MOST / amax, FLT_MAX) : 0;

	for (size_t l = 0; l < to->k; l++)
		codes[l] = (int8_t)qm_nearest_code(x[l] * scale, LEAST, MOST);
}

/* The same with the scale, for families whose results are floats. */
static void quantise_row(const struct qm_matrix *to, size_t row, const float *x)
{
	int8_t *const codes = (int8_t *)to->codes + row * to->row_bytes;
	const float scale = qm_largest_magnitude(x, to->k) / MOST;

	to->scales[row] = scale;
	for (size_t l = 0; l < to->k; l++)
		codes[l] = (int8_t)qm_symmetric_code(x[l], scale, LEAST, MOST);
}

static const uint32_t extremes[] = { 0x80, 0x7F, 0x81 };
static const uint32_t specials[] = { 0x00, 0x01, 0xFF, 0x80 };

const struct qm_format qm_format_i8 = {
	.name = "i8",
	.idea = "8-bit integer, -128..127",
	.bits = 8,
	.row_bytes = row_bytes,
	.get = get,
	.put = put,
	.value = value,
	.quantise = quantise,
	.extremes = extremes,
	.extreme_count = sizeof extremes / sizeof extremes[0],
	.specials = specials,
	.special_count = sizeof specials / sizeof specials[0],
};

const struct qm_format qm_format_i8row = {
	.name = "i8row",
	.idea = "8-bit integer, -128..127, with a scale for each row",
	.bits = 8,
	.group = QM_WHOLE_ROW,
	.row_bytes = row_bytes,
	.get = get,
	.put = put,
	.value = value,
	.quantise = quantise_row,
	.extremes = extremes,
	.extreme_count = sizeof extremes / sizeof extremes[0],
	.specials = specials,
	.special_count = sizeof specials / sizeof specials[0],
};

static void element(const struct qm_problem *p, size_t i, size_t j, void *c)
{
	const int8_t *a = (const int8_t *)p->a.codes + i * p->a.row_bytes;
	const int8_t *b = (const int8_t *)p->b.codes + j * p->b.row_bytes;
	int32_t sum = 0;

	for (size_t l = 0; l < p->shape.k; l++)
		sum += a[l] * b[l];
	memcpy(c, &sum, sizeof sum);
}

const struct qm_family qm_i8 = {
	.name = "i8",
	.idea = "8-bit integers to 32 bits",
	.contract = "C0: the exact sum in int32",
	.a = &qm_format_i8,
	.b = &qm_format_i8,
	.c = QM_INT32,
	.k_max = 131071, /* 131071 * 128 * 128 < 2^31 <= 131072 * 128 * 128 */
	.k_multiple = 1,
	.element = element,
};
