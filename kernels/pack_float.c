/* pack_float.c - small floats one value of k at a time: as codes, or as single precision.
 *
 * x1: the codes as they are, for weights, which a kernel decodes (their bytes are what is
 * read from memory).  _f32: decoded, for activations, which are read far less often.  One
 * value a unit, so that nothing follows the last k: a product with padding would turn a sum
 * of -0 into +0.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "kernels/convert.h"
#include "kernels/float_rows.h"
#include "kernels/interleave.h"
#include "kernels/pack.h"

extern const struct qm_format qm_format_bf16, qm_format_f16, qm_format_tf32;
extern const struct qm_format qm_format_fp8e4m3, qm_format_fp8e5m2;

const struct qm_packing qm_pack_tf32x1 = {
	.name = "tf32x1",
	.format = &qm_format_tf32,
	.kr = 1,
	.unit = 4,
	.panel = qm_pack_words,
	.at = qm_pack_code_at,
};

const struct qm_packing qm_pack_tf32x1_rows = {
	.name = "tf32x1_rows",
	.format = &qm_format_tf32,
	.kr = 1,
	.unit = 4,
	.rows = true,
	.as_is = true,
	.panel = qm_pack_rows,
	.at = qm_pack_code_at,
};

const struct qm_packing qm_pack_bf16x1 = {
	.name = "bf16x1",
	.format = &qm_format_bf16,
	.kr = 1,
	.unit = 2,
	.panel = qm_pack_halves,
	.at = qm_pack_code_at,
};

const struct qm_packing qm_pack_f16x1 = {
	.name = "f16x1",
	.format = &qm_format_f16,
	.kr = 1,
	.unit = 2,
	.panel = qm_pack_halves,
	.at = qm_pack_code_at,
};

const struct qm_packing qm_pack_fp8e5m2x1 = {
	.name = "fp8e5m2x1",
	.format = &qm_format_fp8e5m2,
	.kr = 1,
	.unit = 1,
	.panel = qm_pack_bytes,
	.at = qm_pack_code_at,
};

/* Each row begins with what its sums start from: NaN if the row has one, else 0.  A sum that
 * meets NaN stays NaN, so decoding need not know the code of NaN, which is no pattern of
 * exponent bits as in other formats.
 */
static void panel_fp8e4m3x1(const struct qm_matrix *src, size_t first, size_t rows,
                            size_t width, void *to)
{
	float *const head = to;

	for (size_t r = 0; r < width; r++) {
		const uint8_t *const row = qm_row(src, r < rows ? first + r : first);
		bool nan = false;

		for (size_t l = 0; r < rows && l < src->k; l++)
			nan = nan || (row[l] & 0x7F) == 0x7F;
		head[r] = nan ? qm_float_of(0x7FC00000) : 0;
	}
	qm_pack_bytes(src, first, rows, width, head + width);
}

const struct qm_packing qm_pack_fp8e4m3x1 = {
	.name = "fp8e4m3x1",
	.format = &qm_format_fp8e4m3,
	.kr = 1,
	.unit = 1,
	.head = 4,
	.panel = panel_fp8e4m3x1,
	.at = qm_pack_code_at,
};

/* Sixteen codes as single precision. */
static inline QM_ALWAYS_INLINE void decode_halves(const void *codes, qm_decoder *decode,
                                                  uint32_t *block)
{
	for (size_t w = 0; w < QM_BLOCK / QM_WORD; w++)
		block[w] = qm_bits_of(decode(qm_get_half(codes, w)));
}

static inline QM_ALWAYS_INLINE void decode_bytes(const void *codes, qm_decoder *decode,
                                                 uint32_t *block)
{
	for (size_t w = 0; w < QM_BLOCK / QM_WORD; w++)
		block[w] = qm_bits_of(decode(qm_get_byte(codes, w)));
}

static double f32_at(const struct qm_packing *how, const void *panel, size_t width, size_t row,
                     size_t p)
{
	const float *const unit = qm_panel_unit(how, panel, width, row, p);

	return (double)*unit;
}

QM_PACK_WORDS(bf16_f32, qm_format_bf16, 1, false, f32_at, .from = 32,
              .make = decode_halves, .decode = qm_f32_from_bf16);
QM_PACK_WORDS(bf16_f32_rows, qm_format_bf16, 1, true, f32_at, .from = 32,
              .make = decode_halves, .decode = qm_f32_from_bf16);

QM_PACK_WORDS(f16_f32, qm_format_f16, 1, false, f32_at, .from = 32,
              .make = decode_halves, .decode = qm_f32_from_f16);
QM_PACK_WORDS(f16_f32_rows, qm_format_f16, 1, true, f32_at, .from = 32,
              .make = decode_halves, .decode = qm_f32_from_f16);

QM_PACK_WORDS(fp8e5m2_f32, qm_format_fp8e5m2, 1, false, f32_at, .from = 16,
              .make = decode_bytes, .decode = qm_f32_from_e5m2);
QM_PACK_WORDS(fp8e5m2_f32_rows, qm_format_fp8e5m2, 1, true, f32_at, .from = 16,
              .make = decode_bytes, .decode = qm_f32_from_e5m2);

QM_PACK_WORDS(fp8e4m3_f32, qm_format_fp8e4m3, 1, false, f32_at, .from = 16,
              .make = decode_bytes, .decode = qm_f32_from_e4m3);
QM_PACK_WORDS(fp8e4m3_f32_rows, qm_format_fp8e4m3, 1, true, f32_at, .from = 16,
              .make = decode_bytes, .decode = qm_f32_from_e4m3);

/* 2^8 times the value: kernels read an E4M3 weight as an f16, which is 2^-8 of it.  Both
 * scalings are exact, so the products are those of the values.
 */
static inline float e4m3_times_256(uint32_t code)
{
	return qm_f32_from_e4m3(code) * 256;
}

static double at_fp8e4m3_f32s8(const struct qm_packing *how, const void *panel, size_t width,
                               size_t row, size_t p)
{
	return f32_at(how, panel, width, row, p) / 256;
}

QM_PACK_WORDS(fp8e4m3_f32s8, qm_format_fp8e4m3, 1, false, at_fp8e4m3_f32s8, .from = 16,
              .make = decode_bytes, .decode = e4m3_times_256);
QM_PACK_WORDS(fp8e4m3_f32s8_rows, qm_format_fp8e4m3, 1, true, at_fp8e4m3_f32s8, .from = 16,
              .make = decode_bytes, .decode = e4m3_times_256);

/* A half in the lower half of each word. */
static inline QM_ALWAYS_INLINE void make_f16_word(const void *codes, qm_decoder *decode,
                                                  uint32_t *block)
{
	(void)decode;
	for (size_t w = 0; w < QM_BLOCK / QM_WORD; w++)
		block[w] = qm_get_half(codes, w);
}

QM_PACK_WORDS(f16_word, qm_format_f16, 1, false, qm_pack_code_at, .from = 32,
              .make = make_f16_word);
