/* pack_i4_rows.c - 8-bit activations that meet 4-bit weights, one group of k after the other.
 *
 * The bytes of a group in the order of dot products, then for each row -8 times their sum,
 * which is what code + 8 counts too much (pack_i4.c), and the scale of the row:
 *
 *     unit 0 [width] | unit 1 [width] | ... | start[width] | scale[width]
 *
 * A unit is four k (s8g: vpdpbusd, sdot) or eight (s8x8g: smmla).
 * |8 * sum| <= 8 * 128 * 128 = 2^17.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "kernels/interleave.h"
#include "kernels/pack.h"

extern const struct qm_format qm_format_i8row;

enum { WORD = 4, EIGHT = 8 };

/* The sum of eight signed bytes.  As unsigned ones each is 128 more; pairs are added at 16
 * bits, and the multiplication adds the four of them in its highest.
 */
static int32_t sum_of_eight(uint64_t x)
{
	const uint64_t u = x ^ 0x8080808080808080u, mask = 0x00FF00FF00FF00FFu;
	const uint64_t pairs = (u & mask) + (u >> 8 & mask);

	return (int32_t)(pairs * 0x0001000100010001u >> 48) - 8 * 128;
}

/* -8 times the sum of a group, or of the bytes of one that are left. */
static inline QM_ALWAYS_INLINE int32_t start_of(const char *from, size_t left, size_t group)
{
	int32_t sum = 0;

	for (size_t l = 0; l < group && left >= group; l += EIGHT) {
		uint64_t x;

		memcpy(&x, from + l, sizeof x);
		sum += sum_of_eight(x);
	}
	for (size_t l = 0; l < left && left < group; l++)
		sum += (int8_t)from[l];
	return -8 * sum;
}

/* Group and unit are constants at every call. */
static inline QM_ALWAYS_INLINE void panel_s8(const struct qm_matrix *src, size_t first,
                                             size_t rows, size_t width, size_t group,
                                             size_t unit, void *to)
{
	const struct qm_units units = { .unit = unit, .from = QM_BLOCK, .group = group,
		                        .gap = 2 * WORD };
	const size_t step = width * (group + 2 * WORD);

	qm_interleave(src, first, rows, width, units, to);
	for (size_t r = 0; r < width; r++) {
		const char *const row = (const char *)src->codes +
		                        (first + r) * src->row_bytes;
		const float scale = r < rows ? src->scales[(first + r) * src->row_scales]
		                             : 0;

		for (size_t l = 0; l < src->k; l += group) {
			char *const ends = (char *)to + l / group * step + group * width + r * WORD;
			const int32_t start = r < rows ? start_of(row + l, src->k - l, group) : 0;

			memcpy(ends, &start, sizeof start);
			memcpy(ends + width * WORD, &scale, sizeof scale);
		}
	}
}

static double s8_at(const struct qm_packing *how, const void *panel, size_t width,
                    size_t row, size_t p, size_t unit)
{
	const char *const group = (const char *)panel + p / how->kr * how->unit * width;
	const size_t l = p % how->kr;

	return ((const int8_t *)group)[l / unit * unit * width + row * unit + l % unit];
}

static double words_at(const struct qm_packing *how, const void *panel, size_t width,
                       size_t row, size_t p)
{
	return s8_at(how, panel, width, row, p, WORD);
}

static double eights_at(const struct qm_packing *how, const void *panel, size_t width,
                        size_t row, size_t p)
{
	return s8_at(how, panel, width, row, p, EIGHT);
}

static void panel_s8g32(const struct qm_matrix *src, size_t first, size_t rows,
                        size_t width, void *to)
{
	panel_s8(src, first, rows, width, 32, WORD, to);
}

const struct qm_packing qm_pack_s8g32 = {
	.name = "s8g32",
	.format = &qm_format_i8row,
	.kr = 32,
	.unit = 32 + 2 * WORD,
	.panel = panel_s8g32,
	.at = words_at,
};

static void panel_s8g64(const struct qm_matrix *src, size_t first, size_t rows,
                        size_t width, void *to)
{
	panel_s8(src, first, rows, width, 64, WORD, to);
}

const struct qm_packing qm_pack_s8g64 = {
	.name = "s8g64",
	.format = &qm_format_i8row,
	.kr = 64,
	.unit = 64 + 2 * WORD,
	.panel = panel_s8g64,
	.at = words_at,
};

static void panel_s8g128(const struct qm_matrix *src, size_t first, size_t rows,
                         size_t width, void *to)
{
	panel_s8(src, first, rows, width, 128, WORD, to);
}

const struct qm_packing qm_pack_s8g128 = {
	.name = "s8g128",
	.format = &qm_format_i8row,
	.kr = 128,
	.unit = 128 + 2 * WORD,
	.panel = panel_s8g128,
	.at = words_at,
};

static void panel_s8x8g32(const struct qm_matrix *src, size_t first, size_t rows,
                          size_t width, void *to)
{
	panel_s8(src, first, rows, width, 32, EIGHT, to);
}

const struct qm_packing qm_pack_s8x8g32 = {
	.name = "s8x8g32",
	.format = &qm_format_i8row,
	.kr = 32,
	.unit = 32 + 2 * WORD,
	.panel = panel_s8x8g32,
	.at = eights_at,
};

static void panel_s8x8g64(const struct qm_matrix *src, size_t first, size_t rows,
                          size_t width, void *to)
{
	panel_s8(src, first, rows, width, 64, EIGHT, to);
}

const struct qm_packing qm_pack_s8x8g64 = {
	.name = "s8x8g64",
	.format = &qm_format_i8row,
	.kr = 64,
	.unit = 64 + 2 * WORD,
	.panel = panel_s8x8g64,
	.at = eights_at,
};

static void panel_s8x8g128(const struct qm_matrix *src, size_t first, size_t rows,
                           size_t width, void *to)
{
	panel_s8(src, first, rows, width, 128, EIGHT, to);
}

const struct qm_packing qm_pack_s8x8g128 = {
	.name = "s8x8g128",
	.format = &qm_format_i8row,
	.kr = 128,
	.unit = 128 + 2 * WORD,
	.panel = panel_s8x8g128,
	.at = eights_at,
};
