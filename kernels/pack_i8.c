/* pack_i8.c - the orders in which 8-bit integers reach the dot-product instructions.
 *
 * x2: two bytes of each row, to be widened (vpmovsxbw).  x4: one 32-bit lane holds four k of
 * one row (vpdpbusd, sdot).  x8: one 64-bit half holds eight (smmla; sparse kernels pick among
 * them).  x16: one register holds sixteen (smull and smull2).  s16x2: two k, widened to 16 bits
 * (vpmaddwd).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "kernels/float_rows.h"
#include "kernels/interleave.h"
#include "kernels/pack.h"

extern const struct qm_format qm_format_i8;

static const int8_t *row_of(const struct qm_matrix *src, size_t row)
{
	return (const int8_t *)src->codes + row * src->row_bytes;
}

const struct qm_packing qm_pack_s8x2 = {
	.name = "s8x2",
	.format = &qm_format_i8,
	.kr = 2,
	.unit = 2,
	.panel = qm_pack_halves,
	.at = qm_pack_code_at,
};

const struct qm_packing qm_pack_s8x4 = {
	.name = "s8x4",
	.format = &qm_format_i8,
	.kr = 4,
	.unit = 4,
	.panel = qm_pack_words,
	.at = qm_pack_code_at,
};

const struct qm_packing qm_pack_s8x8 = {
	.name = "s8x8",
	.format = &qm_format_i8,
	.kr = 8,
	.unit = 8,
	.panel = qm_pack_pairs,
	.at = qm_pack_code_at,
};

const struct qm_packing qm_pack_s8x16 = {
	.name = "s8x16",
	.format = &qm_format_i8,
	.kr = 16,
	.unit = 16,
	.panel = qm_pack_quads,
	.at = qm_pack_code_at,
};

static double flipped_at(const struct qm_packing *how, const void *panel, size_t width,
                         size_t row, size_t p)
{
	const uint8_t *const unit = qm_panel_unit(how, panel, width, row, p);

	return unit[p % how->kr] - 128;
}

/* In rows: as a matrix is. */
const struct qm_packing qm_pack_s8x4_rows = {
	.name = "s8x4_rows",
	.format = &qm_format_i8,
	.kr = 4,
	.unit = 4,
	.rows = true,
	.as_is = true,
	.panel = qm_pack_rows,
	.at = qm_pack_code_at,
};

/* b + 128 as an unsigned byte: the first operand of vpdpbusd. */
const struct qm_packing qm_pack_u8x4 = {
	.name = "u8x4",
	.format = &qm_format_i8,
	.kr = 4,
	.unit = 4,
	.panel = qm_pack_flipped_words,
	.at = flipped_at,
};

/* a + 128 as unsigned bytes: of these eight, sparse kernels pick four for vpdpbusd. */
const struct qm_packing qm_pack_u8x8 = {
	.name = "u8x8",
	.format = &qm_format_i8,
	.kr = 8,
	.unit = 8,
	.panel = qm_pack_flipped_pairs,
	.at = flipped_at,
};

/* With -128 times the sum of each row of weights ahead of it: what is too much where a + 128 takes
 * the place of a.  |128 * sum| <= 128 * 128 * k, within int32 for every legal k.
 */
static void panel_s8x4_sum(const struct qm_matrix *src, size_t first, size_t rows,
                           size_t width, void *to)
{
	int32_t *head = to;

	for (size_t r = 0; r < width; r++) {
		int32_t sum = 0;

		for (size_t l = 0; r < rows && l < src->k; l++)
			sum += row_of(src, first + r)[l];
		head[r] = -128 * sum;
	}
	qm_pack_words(src, first, rows, width, head + width);
}

const struct qm_packing qm_pack_s8x4_sum = {
	.name = "s8x4_sum",
	.format = &qm_format_i8,
	.kr = 4,
	.unit = 4,
	.head = 4,
	.panel = panel_s8x4_sum,
	.at = qm_pack_code_at,
};

typedef int16_t shorts __attribute__((vector_size(QM_VECTOR)));

/* Bytes as 16 bits: each in the upper half, and shifted down, which extends its sign. */
static inline QM_ALWAYS_INLINE void widen(const void *codes, qm_decoder *decode,
                                          uint32_t *block)
{
	const qm_vector zero = { 0 };

	(void)decode;
	QM_UNROLL
	for (size_t b = 0; b < QM_BLOCK / 2; b += QM_VECTOR) {
		const qm_vector bytes = qm_vector_at((const char *)codes + b);
		char *const to = (char *)block + 2 * b;

		qm_put_vector(to, (qm_vector)((shorts)qm_zip_lower(zero, bytes, 1) >> 8));
		qm_put_vector(to + QM_VECTOR,
		              (qm_vector)((shorts)qm_zip_upper(zero, bytes, 1) >> 8));
	}
}

static double wide_at(const struct qm_packing *how, const void *panel, size_t width,
                      size_t row, size_t p)
{
	const int16_t *const unit = qm_panel_unit(how, panel, width, row, p);

	return unit[p % how->kr];
}

QM_PACK_WORDS(s16x2_rows, qm_format_i8, 2, true, wide_at, .from = 32, .make = widen);

/* Eight bytes, of which sparse kernels pick two values for vpmaddwd. */
static void panel_s16x4(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
                        void *to)
{
	const struct qm_units units = { .unit = 8, .from = 32, .make = widen };

	qm_interleave(src, first, rows, width, units, to);
}

const struct qm_packing qm_pack_s16x4 = {
	.name = "s16x4",
	.format = &qm_format_i8,
	.kr = 4,
	.unit = 8,
	.panel = panel_s16x4,
	.at = wide_at,
};
