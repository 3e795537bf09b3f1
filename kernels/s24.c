/* s24.c - 2:4 sparse 8-bit weights by dense 8-bit activations.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "kernels/s24.h"
#include "kernels/symmetric.h"

extern const struct qm_format qm_format_i8;

static size_t row_bytes(size_t k)
{
	return qm_s24_row_bytes(1, k);
}

static uint32_t get(const void *row, size_t p)
{
	const uint8_t *const kept = qm_s24_find(row, 1, p);

	return kept ? *kept : 0;
}

static double value(uint32_t code)
{
	return (double)(int8_t)(uint8_t)code;
}

/* Keeps two of four codes and where they stood: from row's group on. */
static void keep(void *row, size_t group, unsigned nibble,
                 const uint32_t codes[QM_S24_GROUP])
{
	for (unsigned j = 0; j < 2; j++)
		((uint8_t *)row)[qm_s24_kept(1, group, j)] =
			(uint8_t)codes[qm_s24_index(nibble, j)];
	qm_s24_set_nibble(row, 1, group, nibble);
}

static void put_span(void *row, size_t p, const uint32_t *codes)
{
	uint32_t magnitude[QM_S24_GROUP];

	for (size_t l = 0; l < QM_S24_GROUP; l++)
		magnitude[l] = (uint32_t)abs((int8_t)(uint8_t)codes[l]);
	keep(row, p / QM_S24_GROUP, qm_s24_choose(magnitude), codes);
}

/* Pruned as floats, then symmetric, per row, as i8: the largest magnitude becomes 127.  It is
 * always kept.  The product is defined on the codes alone, so the scale is not.
 */
static void quantise(const struct qm_matrix *to, size_t row, const float *x)
{
	char *const codes = (char *)to->codes + row * to->row_bytes;
	const float amax = qm_largest_magnitude(x, to->k);
	const float scale = amax > 0 ? fminf(127 / amax, FLT_MAX) : 0;

	for (size_t p = 0; p < to->k; p += QM_S24_GROUP) {
		uint32_t magnitude[QM_S24_GROUP] = { 0 }, four[QM_S24_GROUP] = { 0 };

		for (size_t l = 0; l < QM_S24_GROUP && p + l < to->k; l++) {
			const float size = fabsf(x[p + l]);

			memcpy(&magnitude[l], &size, sizeof size);
			four[l] = (uint32_t)qm_nearest_code(x[p + l] * scale, -128, 127);
		}
		keep(codes, p / QM_S24_GROUP, qm_s24_choose(magnitude), four);
	}
}

bool qm_s24_import(const struct qm_matrix *dense, const struct qm_matrix *to, size_t *row,
                   size_t *p)
{
	for (size_t i = 0; i < dense->rows; i++)
		for (size_t l = 0; l < dense->k; l += QM_S24_GROUP) {
			const char *const from = (const char *)dense->codes + i * dense->row_bytes;
			uint32_t codes[QM_S24_GROUP] = { 0 };
			size_t count = 0;

			for (size_t d = 0; d < QM_S24_GROUP && l + d < dense->k; d++) {
				codes[d] = dense->format->get(from, l + d);
				count += dense->format->value(codes[d]) != 0;
			}
			if (count > 2) {
				*row = i;
				*p = l;
				return false;
			}
			to->format->put_span((char *)to->codes + i * to->row_bytes, l, codes);
		}
	return true;
}

/* The ends of the range; with zeros among four, any two of them can be what is kept. */
static const uint32_t extremes[] = { 0x80, 0x7F, 0x00, 0x00 };
static const uint32_t specials[] = { 0x00, 0x01, 0xFF, 0x80 };

const struct qm_format qm_format_s24 = {
	.name = "s24",
	.idea = "2:4 sparse 8-bit integer, -128..127",
	.bits = 8,
	.row_bytes = row_bytes,
	.get = get,
	.span = QM_S24_GROUP,
	.put_span = put_span,
	.value = value,
	.quantise = quantise,
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

	for (size_t group = 0; group < p->shape.k / QM_S24_GROUP; group++) {
		const unsigned nibble = qm_s24_nibble(b, 1, group);

		for (unsigned l = 0; l < 2; l++)
			sum += b[qm_s24_kept(1, group, l)] *
			       a[group * QM_S24_GROUP + qm_s24_index(nibble, l)];
	}
	memcpy(c, &sum, sizeof sum);
}

const struct qm_family qm_s24 = {
	.name = "s24",
	.idea = "2:4 sparse 8-bit weights, 8-bit activations",
	.contract = "C0: the exact sum over the kept weights in int32",
	.a = &qm_format_i8,
	.b = &qm_format_s24,
	.c = QM_INT32,
	.k_max = 262140, /* k / 2 * 128 * 128 < 2^31, k a multiple of 4 */
	.k_multiple = QM_S24_GROUP,
	.one_in = 2,
	.element = element,
};
