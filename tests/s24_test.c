/* s24_test.c - 2:4 sparsity: what is kept of four, how it is stored, what is refused, and
 * where a sparse product has the bits of the dense one.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernels/fill.h"
#include "kernels/s24.h"

extern const struct qm_format qm_format_i8, qm_format_f32, qm_format_s24, qm_format_s24f;
extern const struct qm_family qm_i8, qm_f32, qm_s24, qm_s24f;

enum { SEED = 20240229, K = 256, ROWS = 7 };

static int wrong;

static void check(bool right, const char *format, const char *what)
{
	if (right)
		return;
	fprintf(stderr, "%s: %s\n", format, what);
	wrong = 1;
}

static struct qm_matrix matrix(const struct qm_format *format, size_t rows, size_t k)
{
	struct qm_matrix x = qm_matrix_describe(format, rows, k);

	x.codes = malloc(rows * x.row_bytes);
	if (!x.codes)
		exit(EXIT_FAILURE);
	/* Not zero: what was there before must not matter. */
	memset(x.codes, 0xA5, rows * x.row_bytes);
	return x;
}

static const void *row_of(const struct qm_matrix *x, size_t row)
{
	return (const char *)x->codes + row * x->row_bytes;
}

/* Four values in, the nibble and the two that are kept out. */
static const struct {
	int8_t four[4];
	unsigned nibble;
	int8_t kept[2];
} groups[] = {
	{ { 9, -8, 1, 2 }, 0x4, { 9, -8 } },   { { 9, 1, -8, 2 }, 0x8, { 9, -8 } },
	{ { 1, 9, -8, 2 }, 0x9, { 9, -8 } },   { { 9, 1, 2, -8 }, 0xC, { 9, -8 } },
	{ { 1, 9, 2, -8 }, 0xD, { 9, -8 } },   { { 1, 2, 9, -8 }, 0xE, { 9, -8 } },
	{ { 5, -5, 5, -5 }, 0x4, { 5, -5 } },  { { 1, 5, -5, 5 }, 0x9, { 5, -5 } },
	{ { 5, 7, 5, 5 }, 0x4, { 5, 7 } },     { { 5, 5, 5, 7 }, 0xC, { 5, 7 } },
	{ { 0, 0, 0, 0 }, 0x4, { 0, 0 } },     { { 0, 0, 0, 3 }, 0xC, { 0, 3 } },
	{ { 0, 3, 0, 0 }, 0x4, { 0, 3 } },     { { 0, 0, 3, 0 }, 0x8, { 0, 3 } },
	{ { 127, -128, 126, -127 }, 0x4, { 127, -128 } },
	{ { 126, 127, -127, -128 }, 0xD, { 127, -128 } },
};

enum { GROUPS = sizeof groups / sizeof groups[0] };

/* The code of a small integer: a byte, or a float. */
static uint32_t code_of(const struct qm_format *f, int x)
{
	const float number = (float)x;
	uint32_t code;

	memcpy(&code, &number, sizeof code);
	return f->bits == 8 ? (uint32_t)x & 0xFF : code;
}

/* Each group in both halves of a block, on what was there before. */
static void check_pruning(const struct qm_format *f, size_t size)
{
	struct qm_matrix x = matrix(f, 1, 2 * 4 * GROUPS + 4);

	for (size_t g = 0; g <= 2 * GROUPS; g++) {
		uint32_t codes[QM_S24_GROUP];

		for (size_t l = 0; l < QM_S24_GROUP; l++)
			codes[l] = code_of(f, groups[g / 2 % GROUPS].four[l]);
		f->put_span(x.codes, g * QM_S24_GROUP, codes);
	}
	for (size_t g = 0; g <= 2 * GROUPS; g++) {
		const unsigned nibble = groups[g / 2 % GROUPS].nibble;

		check(qm_s24_nibble(x.codes, size, g) == nibble, f->name, "another pair was kept");
		for (unsigned l = 0; l < QM_S24_GROUP; l++) {
			const bool first = (nibble & 3) == l, second = nibble >> 2 == l;
			const int8_t *const kept = groups[g / 2 % GROUPS].kept;
			const double right = first ? kept[0] : second ? kept[1] : 0;

			check(f->value(f->get(x.codes, g * QM_S24_GROUP + l)) == right, f->name,
			      "get() is not what was kept, or not 0 where it was pruned");
		}
	}
	free(x.codes);
}

/* quantise() prunes as put_span() does; of floats, before they are rounded to bytes. */
static void check_quantise(void)
{
	const float x[] = { 0.501f, -0.5f, 0.502f, 127.0f, 3, -2, 2, 1 };
	static const double right[] = { 0, 0, 1, 127, 3, -2, 0, 0 };
	struct qm_matrix s24 = matrix(&qm_format_s24, 1, 8), s24f = matrix(&qm_format_s24f, 1, 8);

	s24.format->quantise(&s24, 0, x);
	s24f.format->quantise(&s24f, 0, x);
	for (size_t l = 0; l < 8; l++) {
		const double kept = right[l] != 0 ? (double)x[l] : 0;

		check(s24.format->value(s24.format->get(s24.codes, l)) == right[l], "s24",
		      "quantise() gave another value");
		check(s24f.format->value(s24f.format->get(s24f.codes, l)) == kept, "s24f",
		      "quantise() gave another value");
	}
	free(s24.codes);
	free(s24f.codes);
}

/* All six pairs in every kind of data but zeros, and no other nibble; the same seed gives
 * the same bytes whatever was there.  k ends within a group: what is past it is 0.
 */
static void check_data(const struct qm_format *f, size_t size)
{
	for (int data = 0; data < QM_DATA_COUNT; data++) {
		struct qm_matrix x = matrix(f, ROWS, K - 2), again = matrix(f, ROWS, K - 2);
		unsigned seen = 0;

		memset(again.codes, 0x5A, ROWS * again.row_bytes);
		qm_fill(&x, (enum qm_data)data, SEED, 0);
		qm_fill(&again, (enum qm_data)data, SEED, 0);
		check(memcmp(x.codes, again.codes, ROWS * x.row_bytes) == 0, f->name,
		      "the same data twice are not the same bytes");
		for (size_t row = 0; row < ROWS; row++) {
			for (size_t g = 0; g < K / QM_S24_GROUP; g++)
				seen |= 1u << qm_s24_nibble(row_of(&x, row), size, g);
			for (size_t l = K - 2; l < K; l++)
				check(f->get(row_of(&x, row), l) == 0, f->name, "more than k values");
		}
		check(seen == (data == QM_DATA_ZERO ? 1u << 4 : 0x7310u), f->name,
		      "not all six pairs, or another nibble");
		free(x.codes);
		free(again.codes);
	}
}

/* A dense copy of a sparse matrix. */
static struct qm_matrix dense_of(const struct qm_matrix *x, const struct qm_format *format)
{
	struct qm_matrix dense = matrix(format, x->rows, x->k);

	for (size_t row = 0; row < x->rows; row++)
		for (size_t l = 0; l < x->k; l++)
			format->put((char *)dense.codes + row * dense.row_bytes, l,
			            x->format->get(row_of(x, row), l));
	return dense;
}

static void check_import(const struct qm_format *sparse, const struct qm_format *plain)
{
	struct qm_matrix x = matrix(sparse, ROWS, K - 2), back = matrix(sparse, ROWS, K - 2);
	size_t row = 99, p = 99;

	qm_fill(&x, QM_DATA_CODES, SEED, 0);

	struct qm_matrix dense = dense_of(&x, plain);

	check(qm_s24_import(&dense, &back, &row, &p), sparse->name, "2:4 data were refused");
	for (size_t i = 0; i < ROWS; i++)
		for (size_t l = 0; l < x.k; l++)
			check(back.format->get(row_of(&back, i), l) == sparse->get(row_of(&x, i), l),
			      sparse->name, "a round trip changed a value");
	/* Three of four, one of them negative, in two places: the first is named. */
	for (size_t l = 0; l < QM_S24_GROUP; l++) {
		static const int three[] = { 1, -1, 0, 1 };

		for (size_t i = 3; i < 6; i += 2)
			plain->put((char *)dense.codes + i * dense.row_bytes, 100 + l,
			           code_of(sparse, three[l]));
	}
	check(!qm_s24_import(&dense, &back, &row, &p) && row == 3 && p == 100, sparse->name,
	      "three of four were not refused, or at another place");
	free(x.codes);
	free(back.codes);
	free(dense.codes);
}

/* The product by definition, sparse and dense; how many elements differ in a bit. */
static size_t differences(const struct qm_family *sparse, const struct qm_family *plain,
                          const struct qm_matrix *a, const struct qm_matrix *b)
{
	struct qm_matrix dense = dense_of(b, plain->b);
	const struct qm_shape shape = { a->rows, b->rows, a->k };
	const struct qm_problem p = { sparse, shape, *a, *b }, q = { plain, shape, *a, dense };
	size_t count = 0;

	for (size_t i = 0; i < a->rows; i++)
		for (size_t j = 0; j < b->rows; j++) {
			uint32_t x, y;

			sparse->element(&p, i, j, &x);
			plain->element(&q, i, j, &y);
			count += x != y;
		}
	free(dense.codes);
	return count;
}

static void check_dense(const struct qm_family *sparse, const struct qm_family *plain)
{
	static const enum qm_data kinds[] = { QM_DATA_NORMAL, QM_DATA_CODES, QM_DATA_ZERO };
	struct qm_matrix a = matrix(sparse->a, ROWS, K), b = matrix(sparse->b, ROWS, K);

	for (size_t d = 0; d < sizeof kinds / sizeof kinds[0]; d++) {
		qm_fill(&a, kinds[d], SEED, 0);
		qm_fill(&b, kinds[d], SEED, 1);
		check(differences(sparse, plain, &a, &b) == 0, sparse->name,
		      "differs from the dense product of the same data");
	}
	free(a.codes);
	free(b.codes);
}

/* Where the contract says that the two part: an infinity that meets a pruned weight, and a
 * sum that is -0 because a product underflowed.
 */
static void check_parting(void)
{
	static const float infinite[] = { INFINITY, 1, 1, 1 }, weights[] = { 0, 1, 2, 0 };
	static const float tiny[] = { 0x1p-100f, 0x1p-100f, 1, 1 };
	static const float negative[] = { -0x1p-100f, -0x1p-100f, 0, 0 };
	struct qm_matrix a = matrix(&qm_format_f32, 1, 4), b = matrix(&qm_format_s24f, 1, 4);

	a.format->quantise(&a, 0, infinite);
	b.format->quantise(&b, 0, weights);
	check(differences(&qm_s24f, &qm_f32, &a, &b) == 1, "s24f",
	      "an infinity times a pruned weight is no NaN in the dense product");
	a.format->quantise(&a, 0, tiny);
	b.format->quantise(&b, 0, negative);
	check(differences(&qm_s24f, &qm_f32, &a, &b) == 1, "s24f",
	      "-0 and then a pruned weight is no +0 in the dense product");
	free(a.codes);
	free(b.codes);
}

int main(void)
{
	check_pruning(&qm_format_s24, 1);
	check_pruning(&qm_format_s24f, 4);
	check_quantise();
	check_data(&qm_format_s24, 1);
	check_data(&qm_format_s24f, 4);
	check_import(&qm_format_s24, &qm_format_i8);
	check_import(&qm_format_s24f, &qm_format_f32);
	check_dense(&qm_s24, &qm_i8);
	check_dense(&qm_s24f, &qm_f32);
	check_parting();
	check(qm_s24_row_bytes(1, 4096) * 8 == 5 * 4096 &&
	      qm_s24_row_bytes(4, 4096) * 8 == 17 * 4096, "s24", "not 5 and 17 bits a weight");
	return wrong;
}
