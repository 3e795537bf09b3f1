/* pack_b1.c - panels of bits: words, bytes, and places in a table.
 *
 * What lies past the rows and past k is 0 as stored, which reads as +1: bits that are equal
 * on both sides never differ, so no kernel counts them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "kernels/pack.h"

extern const struct qm_format qm_format_b1;

enum { BLOCK = 64 }; /* bytes of one row at a time, for the reason given in pack.c */

/* 32 values in a word. */
const struct qm_packing qm_pack_b1x32 = {
	.name = "b1x32",
	.format = &qm_format_b1,
	.kr = 32,
	.unit = 4,
	.pad = 1,
	.panel = qm_pack_words,
	.at = qm_pack_code_at,
};

/* In rows: as a matrix is. */
const struct qm_packing qm_pack_b1x32_rows = {
	.name = "b1x32_rows",
	.format = &qm_format_b1,
	.kr = 32,
	.unit = 4,
	.rows = true,
	.as_is = true,
	.pad = 1,
	.panel = qm_pack_rows,
	.at = qm_pack_code_at,
};

/* 8 values in a byte, and four rows in a word: rows a quarter of the panel apart, so that one
 * byte of each word makes neighbouring rows.  A panel whose width is no multiple of four is
 * not divided.
 */
static size_t quarters_place(size_t width, size_t row)
{
	const size_t words = width / 4;

	return width % 4 ? row : row % words * 4 + row / words;
}

static void panel_b1x8_quarters(const struct qm_matrix *src, size_t first, size_t rows,
                                size_t width, void *to)
{
	const size_t bytes = src->format->row_bytes(src->k);
	uint8_t *const out = to;

	for (size_t s0 = 0; s0 < bytes; s0 += BLOCK)
		for (size_t r = 0; r < width; r++) {
			const uint8_t *row = (const uint8_t *)src->codes + (first + r) * src->row_bytes;
			const size_t place = quarters_place(width, r);

			for (size_t s = s0; s < bytes && s < s0 + BLOCK; s++)
				out[s * width + place] = r < rows ? row[s] : 0;
		}
}

static double at_b1x8_quarters(const struct qm_packing *how, const void *panel, size_t width,
                               size_t row, size_t p)
{
	return qm_pack_code_at(how, panel, width, quarters_place(width, row), p);
}

const struct qm_packing qm_pack_b1x8_quarters = {
	.name = "b1x8_quarters",
	.format = &qm_format_b1,
	.kr = 8,
	.unit = 1,
	.pad = 1,
	.panel = panel_b1x8_quarters,
	.at = at_b1x8_quarters,
};

/* Four values in the upper half of a byte: 16 times a nibble, which is how far the 16 bytes
 * that belong to this nibble are from the start of a table.  `count` bytes of one row, to
 * every width-th byte.
 */
static void spread_nibbles(const uint8_t *from, size_t count, size_t width, uint8_t *to)
{
	for (size_t i = 0; i < count; i++, to += 2 * width) {
		to[0] = (uint8_t)(from[i] << 4);
		to[width] = from[i] & 0xF0;
	}
}

static void panel_b1x4(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
                       void *to)
{
	const size_t steps = qm_pack_steps(&qm_pack_b1x4, src->k), pairs = steps / 2;
	static const uint8_t nothing[BLOCK];

	for (size_t s = 0; s < pairs; s += BLOCK)
		for (size_t r = 0; r < width; r++) {
			const uint8_t *row = (const uint8_t *)src->codes + (first + r) * src->row_bytes;
			const size_t count = pairs - s < BLOCK ? pairs - s : BLOCK;

			spread_nibbles(r < rows ? row + s : nothing, count, width,
			               (uint8_t *)to + 2 * s * width + r);
		}
	for (size_t r = 0; r < width && steps % 2; r++) {
		const uint8_t *row = (const uint8_t *)src->codes + (first + r) * src->row_bytes;

		((uint8_t *)to)[(steps - 1) * width + r] =
			r < rows ? (uint8_t)(row[pairs] << 4) : 0;
	}
}

static double at_b1x4(const struct qm_packing *how, const void *panel, size_t width,
                      size_t row, size_t p)
{
	const uint8_t *const unit = qm_panel_unit(how, panel, width, row, p);

	return how->format->value(*unit >> (4 + p % 4));
}

const struct qm_packing qm_pack_b1x4 = {
	.name = "b1x4",
	.format = &qm_format_b1,
	.kr = 4,
	.unit = 1,
	.pad = 1,
	.panel = panel_b1x4,
	.at = at_b1x4,
};
