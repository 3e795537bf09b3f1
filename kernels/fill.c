/* fill.c - operands with known contents.
 *
 * Each row has a random stream of its own, so that rows can be filled in any order.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kernels/fill.h"
#include "kernels/pack.h"
#include "kernels/rng.h"

enum { SPAN_MAX = 16 /* codes that constrain each other, in any format */ };

static const char *const names[QM_DATA_COUNT] = {
	[QM_DATA_NORMAL] = "normal",   [QM_DATA_CODES] = "codes", [QM_DATA_EXTREME] = "extreme",
	[QM_DATA_SPECIAL] = "special", [QM_DATA_ZERO] = "zero",
};

const char *qm_data_name(enum qm_data data)
{
	return names[data];
}

struct qm_matrix qm_matrix_describe(const struct qm_format *format, size_t rows, size_t k)
{
	const struct qm_matrix x = {
		.format = format,
		.rows = rows,
		.k = k,
		.row_bytes = format->row_bytes(k),
		.row_scales = format->group ? (k + format->group - 1) / format->group : 0,
	};

	return x;
}

/* NaN, an infinity, or a number whose products with another of its kind may overflow or
 * vanish in single precision: of the formats of up to 16 bits BF16 alone has such numbers.
 */
static bool is_special(const struct qm_format *f, uint32_t code)
{
	const double x = fabs(f->value(code));

	return !(x <= 0x1p24) || (x < 0x1p-24 && x > 0);
}

/* Codes of up to 16 bits are drawn whole.  Of wider ones the exponent would be anything,
 * and nearly every product zero or infinite, so they are drawn as small multiples of a
 * power of two: rounding still happens in every sum longer than a few hundred.
 */
static uint32_t any_code(const struct qm_format *f, struct qm_rng *rng)
{
	uint32_t code;

	do {
		code = (uint32_t)qm_rng_next(rng) & (f->bits < 32 ? (1u << f->bits) - 1 : ~0u);
		if (f->bits > 16)
			code = (code & 0x83FFFFFFu) | 0x3C000000u; /* f32: 2^-7 .. 2 */
	} while (is_special(f, code));
	return code;
}

static uint32_t draw(const struct qm_format *f, enum qm_data data, struct qm_rng *rng)
{
	if (data == QM_DATA_EXTREME)
		return f->extremes[qm_rng_below(rng, (uint32_t)f->extreme_count)];
	if (data == QM_DATA_SPECIAL && qm_rng_below(rng, 16) == 0)
		return f->specials[qm_rng_below(rng, (uint32_t)f->special_count)];
	return data == QM_DATA_ZERO ? 0 : any_code(f, rng);
}

static void put_codes(const struct qm_matrix *x, size_t row, enum qm_data data,
                      struct qm_rng *rng)
{
	const struct qm_format *f = x->format;
	char *to = (char *)x->codes + row * x->row_bytes;

	for (size_t l = 0; l < x->k && f->put; l++)
		f->put(to, l, draw(f, data, rng));
	for (size_t l = 0; l < x->k && f->put_span; l += f->span) {
		uint32_t codes[SPAN_MAX] = { 0 };

		for (size_t d = 0; d < f->span && l + d < x->k; d++)
			codes[d] = draw(f, data, rng);
		f->put_span(to, l, codes);
	}
	for (size_t g = 0; g < x->row_scales; g++)
		x->scales[row * x->row_scales + g] = 0.5f + (float)qm_rng_below(rng, 256) / 256;
}

static struct qm_rng rng_of(enum qm_data data, uint64_t seed, uint64_t stream, size_t row)
{
	return qm_rng_make(seed + (uint64_t)data, stream + 2 * row);
}

void qm_fill_floats(float *x, size_t k, uint64_t seed, uint64_t stream, size_t row)
{
	struct qm_rng rng = rng_of(QM_DATA_NORMAL, seed, stream, row);

	for (size_t l = 0; l < k; l++)
		x[l] = qm_rng_bell(&rng);
}

void qm_fill_rows(const struct qm_matrix *x, size_t first, size_t count, enum qm_data data,
                  uint64_t seed, uint64_t stream)
{
	float *floats = NULL;

	if (data == QM_DATA_NORMAL)
		floats = malloc(x->k * sizeof *floats);
	for (size_t row = first; row < first + count; row++) {
		struct qm_rng rng = rng_of(data, seed, stream, row);

		if (!floats) {
			put_codes(x, row, data, &rng);
			continue;
		}
		qm_fill_floats(floats, x->k, seed, stream, row);
		x->format->quantise(x, row, floats);
	}
	free(floats);
}

void qm_fill(const struct qm_matrix *x, enum qm_data data, uint64_t seed, uint64_t stream)
{
	qm_fill_rows(x, 0, x->rows, data, seed, stream);
}

/* Zeros, for the padding bits of packed codes, from a line of the caches on. */
static void *take_codes(size_t rows, size_t row_bytes)
{
	if (rows > (SIZE_MAX - QM_LINE) / row_bytes)
		return NULL;

	const size_t bytes = (rows * row_bytes + QM_LINE - 1) / QM_LINE * QM_LINE;
	void *const codes = aligned_alloc(QM_LINE, bytes);

	return codes ? memset(codes, 0, bytes) : NULL;
}

static bool allocate(struct qm_matrix *x)
{
	x->codes = take_codes(x->rows, x->row_bytes);
	if (x->row_scales)
		x->scales = calloc(x->rows, x->row_scales * sizeof *x->scales);
	return x->codes && (x->scales || !x->row_scales);
}

bool qm_problem_create(struct qm_problem *p, const struct qm_family *family,
                       struct qm_shape shape, struct qm_err *err)
{
	if (!qm_shape_ok(family, shape, err))
		return false;
	p->family = family;
	p->shape = shape;
	p->a = qm_matrix_describe(family->a, shape.m, shape.k);
	p->b = qm_matrix_describe(family->b, shape.n, shape.k);
	if (allocate(&p->a) && allocate(&p->b))
		return true;
	qm_problem_destroy(p);
	return qm_fail(err, QM_WRONG, "%s %zux%zux%zu: not enough memory for %zu MB of operands",
	               family->name, shape.m, shape.n, shape.k,
	               (qm_matrix_bytes(&p->a) + qm_matrix_bytes(&p->b)) / 1000000);
}

void qm_problem_fill(struct qm_problem *p, enum qm_data data, uint64_t seed)
{
	qm_fill(&p->a, data, seed, 0);
	qm_fill(&p->b, data, seed, 1);
}

void qm_problem_destroy(struct qm_problem *p)
{
	free(p->a.codes);
	free(p->a.scales);
	free(p->b.codes);
	free(p->b.scales);
	p->a.codes = p->b.codes = NULL;
	p->a.scales = p->b.scales = NULL;
}
