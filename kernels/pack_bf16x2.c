/* pack_bf16x2.c - BF16 in pairs along k, as the instructions that multiply pairs take them.
 *
 * bf16x2: k even in the low half of a word, k odd in the high half (BFMLALB, then BFMLALT).
 * bf16x2s: swapped, because vdpbf16ps adds the product of the high halves first: so both
 * add in the order of k.
 *
 * bf16x2f: each of them single precision, k odd first, for kernels that do by two multiply-adds what
 * vdpbf16ps does with bf16x2.
 *
 * What follows an odd k meets in one more multiply-add.  In A (_a) it is -0, in B +0: their
 * product -0 leaves every sum as it is, -0 included.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "kernels/convert.h"
#include "kernels/float_rows.h"
#include "kernels/interleave.h"
#include "kernels/pack.h"

extern const struct qm_format qm_format_bf16, qm_format_fp8e4m3, qm_format_fp8e5m2;

/* Halves of words swapped. */
static inline QM_ALWAYS_INLINE void swap(const void *codes, qm_decoder *decode,
                                         uint32_t *block)
{
	(void)decode;
	QM_UNROLL
	for (size_t b = 0; b < QM_BLOCK; b += QM_VECTOR) {
		const qm_words pairs = (qm_words)qm_vector_at((const char *)codes + b);

		qm_put_vector((char *)block + b, (qm_vector)(pairs << 16 | pairs >> 16));
	}
}

/* The half that an odd k leaves in the last words is 0, and becomes -0. */
static void negate_tail(const struct qm_packing *how, size_t k, size_t rows, size_t width,
                        uint32_t sign, uint32_t *to)
{
	const size_t next_step = how->rows ? 1 : width;
	const size_t next_row = how->rows ? qm_units_bytes(how, k) / QM_WORD : 1;

	for (size_t r = 0; r < rows && k % 2; r++)
		to[k / 2 * (how->unit / QM_WORD) * next_step + r * next_row] |= sign;
}

static double natural_at(const struct qm_packing *how, const void *panel, size_t width,
                         size_t row, size_t p)
{
	const void *const unit = qm_panel_unit(how, panel, width, row, p);

	return (double)qm_f32_from_bf16(qm_get_half(unit, p % 2));
}

static double swapped_at(const struct qm_packing *how, const void *panel, size_t width,
                         size_t row, size_t p)
{
	return natural_at(how, panel, width, row, p ^ 1);
}

const struct qm_packing qm_pack_bf16x2 = {
	.name = "bf16x2",
	.format = &qm_format_bf16,
	.kr = 2,
	.unit = 4,
	.panel = qm_pack_words,
	.at = natural_at,
};

static void panel_bf16x2_a(const struct qm_matrix *src, size_t first, size_t rows,
                           size_t width, void *to)
{
	qm_pack_words(src, first, rows, width, to);
	negate_tail(&qm_pack_bf16x2_a, src->k, rows, width, 0x80000000, to);
}

const struct qm_packing qm_pack_bf16x2_a = {
	.name = "bf16x2_a",
	.format = &qm_format_bf16,
	.kr = 2,
	.unit = 4,
	.panel = panel_bf16x2_a,
	.at = natural_at,
};

static void panel_bf16x2_a_rows(const struct qm_matrix *src, size_t first, size_t rows,
                                size_t width, void *to)
{
	qm_pack_rows(src, first, rows, width, to);
	negate_tail(&qm_pack_bf16x2_a_rows, src->k, rows, width, 0x80000000, to);
}

/* As a matrix is, but for an odd k. */
const struct qm_packing qm_pack_bf16x2_a_rows = {
	.name = "bf16x2_a_rows",
	.format = &qm_format_bf16,
	.kr = 2,
	.unit = 4,
	.rows = true,
	.as_is = true,
	.panel = panel_bf16x2_a_rows,
	.at = natural_at,
};

QM_PACK_WORDS(bf16x2s, qm_format_bf16, 2, false, swapped_at, .from = QM_BLOCK, .make = swap);

static void panel_bf16x2s_a_rows(const struct qm_matrix *src, size_t first, size_t rows,
                                  size_t width, void *to)
{
	const struct qm_units units = { .unit = QM_WORD, .from = QM_BLOCK, .make = swap, .rows = true };

	qm_interleave(src, first, rows, width, units, to);
	negate_tail(&qm_pack_bf16x2s_a_rows, src->k, rows, width, 0x8000, to);
}

const struct qm_packing qm_pack_bf16x2s_a_rows = {
	.name = "bf16x2s_a_rows",
	.format = &qm_format_bf16,
	.kr = 2,
	.unit = 4,
	.rows = true,
	.panel = panel_bf16x2s_a_rows,
	.at = swapped_at,
};

static inline QM_ALWAYS_INLINE void decode_swapped(const void *codes, qm_decoder *decode,
                                                   uint32_t *block)
{
	(void)decode;
	for (size_t w = 0; w < QM_BLOCK / QM_WORD; w++)
		block[w] = qm_get_half(codes, w ^ 1) << 16;
}

static void panel_bf16x2f_a_rows(const struct qm_matrix *src, size_t first, size_t rows,
                                 size_t width, void *to)
{
	const struct qm_units units = {
		.unit = 2 * QM_WORD, .from = 32, .make = decode_swapped, .rows = true
	};

	qm_interleave(src, first, rows, width, units, to);
	negate_tail(&qm_pack_bf16x2f_a_rows, src->k, rows, width, 0x80000000, to);
}

static double at_bf16x2f(const struct qm_packing *how, const void *panel, size_t width,
                         size_t row, size_t p)
{
	const float *const unit = qm_panel_unit(how, panel, width, row, p);

	return (double)unit[p % 2 == 0];
}

const struct qm_packing qm_pack_bf16x2f_a_rows = {
	.name = "bf16x2f_a_rows",
	.format = &qm_format_bf16,
	.kr = 2,
	.unit = 8,
	.rows = true,
	.panel = panel_bf16x2f_a_rows,
	.at = at_bf16x2f,
};

/* Every FP8 number is a BF16 number.  Sums of FP8 products are never -0 (their products are
 * never too small for f32), so both operands are padded with +0.  decode is a constant.
 */
static inline QM_ALWAYS_INLINE void decode_pairs(const void *codes, qm_decoder *decode,
                                                 uint32_t *block)
{
	for (size_t w = 0; w < QM_BLOCK / QM_WORD; w++) {
		const uint32_t pair = qm_get_half(codes, w);
		const uint32_t even = qm_bits_of(decode(pair & 0xFF));
		const uint32_t odd = qm_bits_of(decode(pair >> 8));

		block[w] = even | odd >> 16;
	}
}

QM_PACK_WORDS(fp8e4m3_bf16x2s, qm_format_fp8e4m3, 2, false, swapped_at, .from = 32,
              .make = decode_pairs, .decode = qm_f32_from_e4m3);
QM_PACK_WORDS(fp8e4m3_bf16x2s_rows, qm_format_fp8e4m3, 2, true, swapped_at, .from = 32,
              .make = decode_pairs, .decode = qm_f32_from_e4m3);

QM_PACK_WORDS(fp8e5m2_bf16x2s, qm_format_fp8e5m2, 2, false, swapped_at, .from = 32,
              .make = decode_pairs, .decode = qm_f32_from_e5m2);
QM_PACK_WORDS(fp8e5m2_bf16x2s_rows, qm_format_fp8e5m2, 2, true, swapped_at, .from = 32,
              .make = decode_pairs, .decode = qm_f32_from_e5m2);
