/* s24f.c - 2:4 sparse single-precision weights by dense single-precision activations.
 *
 * The contract goes over the weights that are kept.  It gives the bits of the dense product
 * (f32) wherever fmaf(a, 0, acc) is acc, for each weight that was pruned: where a is finite
 * and acc is not -0.  A sum that began with +0 becomes -0 only by a product that underflows,
 * |a * b| <= 2^-150: for finite data of normal size the two are equal.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <string.h>

#include "kernels/s24.h"

extern const struct qm_format qm_format_f32;

static size_t row_bytes(size_t k)
{
	return qm_s24_row_bytes(sizeof(float), k);
}

static uint32_t get(const void *row, size_t p)
{
	const void *const kept = qm_s24_find(row, sizeof(float), p);
	uint32_t code = 0;

	if (kept)
		memcpy(&code, kept, sizeof code);
	return code;
}

static double value(uint32_t code)
{
	float x;

	memcpy(&x, &code, sizeof x);
	return (double)x;
}

/* Without their signs the codes of floats are in the order of their magnitudes, infinity
 * and then NaN being the largest.
 */
static void put_span(void *row, size_t p, const uint32_t *codes)
{
	const size_t group = p / QM_S24_GROUP;
	uint32_t magnitude[QM_S24_GROUP];

	for (size_t l = 0; l < QM_S24_GROUP; l++)
		magnitude[l] = codes[l] & 0x7FFFFFFF;

	const unsigned nibble = qm_s24_choose(magnitude);

	for (unsigned j = 0; j < 2; j++)
		memcpy((char *)row + qm_s24_kept(sizeof(float), group, j),
		       &codes[qm_s24_index(nibble, j)], sizeof *codes);
	qm_s24_set_nibble(row, sizeof(float), group, nibble);
}

static void quantise(const struct qm_matrix *to, size_t row, const float *x)
{
	for (size_t p = 0; p < to->k; p += QM_S24_GROUP) {
		const size_t left = to->k - p;
		uint32_t codes[QM_S24_GROUP] = { 0 };

		memcpy(codes, x + p, (left < QM_S24_GROUP ? left : QM_S24_GROUP) * sizeof *x);
		put_span((char *)to->codes + row * to->row_bytes, p, codes);
	}
}

/* As of f32, with zeros, so that any two of four can be what is kept. */
static const uint32_t extremes[] = {
	0x3FC00000, 0xBFC00000, 0x53800000, 0xD3800000, 0x2B800000, 0xAB800000,
	0x3F7FFFFF, 0xBF800001, 0x00000000, 0x80000000, 0x00000000, 0x80000000,
};

/* Signed zeros, subnormals, the smallest normal, the largest number, infinities, NaN. */
static const uint32_t specials[] = {
	0x00000000, 0x80000000, 0x00000001, 0x807FFFFF, 0x00800000,
	0x7F7FFFFF, 0x7F800000, 0xFF800000, 0x7FC00000,
};

const struct qm_format qm_format_s24f = {
	.name = "s24f",
	.idea = "2:4 sparse IEEE binary32",
	.bits = 32,
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
	const float *a = (const void *)((const char *)p->a.codes + i * p->a.row_bytes);
	const char *b = (const char *)p->b.codes + j * p->b.row_bytes;
	float acc = 0;

	for (size_t group = 0; group < p->shape.k / QM_S24_GROUP; group++) {
		const unsigned nibble = qm_s24_nibble(b, sizeof *a, group);

		for (unsigned l = 0; l < 2; l++) {
			float w;

			memcpy(&w, b + qm_s24_kept(sizeof w, group, l), sizeof w);
			acc = fmaf(a[group * QM_S24_GROUP + qm_s24_index(nibble, l)], w, acc);
		}
	}
	memcpy(c, &acc, sizeof acc);
}

const struct qm_family qm_s24f = {
	.name = "s24f",
	.idea = "2:4 sparse single-precision weights",
	.contract = "C1 over the kept weights: acc = fmaf(a, b, acc) from +0, k ascending",
	.a = &qm_format_f32,
	.b = &qm_format_s24f,
	.c = QM_FLOAT32,
	.k_max = (size_t)1 << 31,
	.k_multiple = QM_S24_GROUP,
	.one_in = 2,
	.element = element,
};
