/* pack_b1.c - panels of bits: words, nibbles, and places in a table.
 *
 * What lies past the rows and past k is 0 as stored, which reads as +1: bits that are equal
 * on both sides never differ, so no kernel counts them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "kernels/interleave.h"
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

/* 16 values of a row, which are two bytes, in two others, a group of rows apart: the first is the
 * lower nibbles of both, the second the upper ones.  A group is 16 rows, four bytes from one to
 * the next, so that one byte of each word makes neighbouring rows.  A panel whose width is no
 * multiple of 16 is one group, in order.
 */
enum { GROUP = 16 };

static size_t group_of(size_t width)
{
	return width % GROUP ? width : GROUP;
}

static size_t place_of(size_t width, size_t row)
{
	const size_t group = group_of(width), r = row % group;

	return 2 * (row - r) + (width % GROUP ? r : r % 4 * 4 + r / 4);
}

static void panel_b1x16_nibbles(const struct qm_matrix *src, size_t first, size_t rows,
                                size_t width, void *to)
{
	const size_t bytes = src->format->row_bytes(src->k);

	for (size_t s0 = 0; s0 < bytes; s0 += BLOCK)
		for (size_t r = 0; r < width; r++) {
			const uint8_t *row = (const uint8_t *)src->codes + (first + r) * src->row_bytes;
			uint8_t *const out = (uint8_t *)to + place_of(width, r);

			for (size_t s = s0; s < bytes && s < s0 + BLOCK; s += 2) {
				const unsigned x = r < rows ? row[s] : 0;
				const unsigned y = r < rows && s + 1 < bytes ? row[s + 1] : 0;

				out[s * width] = (uint8_t)((x & 0x0F) | y << 4);
				out[s * width + group_of(width)] = (uint8_t)(x >> 4 | (y & 0xF0));
			}
		}
}

static double at_b1x16_nibbles(const struct qm_packing *how, const void *panel, size_t width,
                               size_t row, size_t p)
{
	const uint8_t *const step = qm_panel_unit(how, panel, width, 0, p);
	const size_t upper = p / 4 % 2, second = p / 8 % 2;

	return how->format->value((uint32_t)step[place_of(width, row) + upper * group_of(width)] >>
	                          (second * 4 + p % 4));
}

const struct qm_packing qm_pack_b1x16_nibbles = {
	.name = "b1x16_nibbles",
	.format = &qm_format_b1,
	.kr = 16,
	.unit = 2,
	.pad = 1,
	.panel = panel_b1x16_nibbles,
	.at = at_b1x16_nibbles,
};

/* Eight values as 32 times their byte, in 16 bits: which is how far the 32 bytes that belong to it
 * are from the start of a table.
 */
enum { PLACE_BYTES = 32, PLACE_SHIFT = 5 };

static inline QM_ALWAYS_INLINE void places(const void *codes, qm_decoder *decode, uint32_t *block)
{
	(void)decode;
	QM_UNROLL
	for (size_t b = 0; b < PLACE_BYTES; b += QM_VECTOR) {
		const qm_vector v = qm_vector_at((const char *)codes + b), none = { 0 };
		char *const to = (char *)block + 2 * b;

		qm_put_vector(to, (qm_vector)((qm_halves)qm_zip_lower(v, none, 1) << PLACE_SHIFT));
		qm_put_vector(to + QM_VECTOR,
		              (qm_vector)((qm_halves)qm_zip_upper(v, none, 1) << PLACE_SHIFT));
	}
}

static void panel_b1x8_places(const struct qm_matrix *src, size_t first, size_t rows,
                              size_t width, void *to)
{
	qm_interleave(src, first, rows, width,
	              (struct qm_units){ .unit = 2, .from = PLACE_BYTES, .make = places }, to);
}

static double at_b1x8_places(const struct qm_packing *how, const void *panel, size_t width,
                             size_t row, size_t p)
{
	uint16_t unit;

	memcpy(&unit, qm_panel_unit(how, panel, width, row, p), sizeof unit);
	return how->format->value((uint32_t)unit >> (PLACE_SHIFT + p % 8));
}

const struct qm_packing qm_pack_b1x8_places = {
	.name = "b1x8_places",
	.format = &qm_format_b1,
	.kr = 8,
	.unit = 2,
	.pad = 1,
	.panel = panel_b1x8_places,
	.at = at_b1x8_places,
};
