/* pack_i4.c - 4-bit weights and their activations, one group of k after the other.
 *
 * Weights: a step is a group, and begins with its scales:
 *
 *     scale[width] | word 0 [width] | word 1 [width] | ...
 *
 * A word holds eight k of one row as code + 8, which is 0..15: byte i has value i in its low
 * half and value 4 + i in its high half.  So the low halves of a register of words are a
 * register of bytes in the order of dot products (four k a lane), the high halves are the
 * next, and neither needs a shuffle.  Past the rows are zeros, with a scale of zero.
 *
 * Activations: the bytes of a group in the order of dot products, then for each row
 * -8 times their sum, which is what code + 8 counts too much, and the scale of the row:
 *
 *     word 0 [width] | word 1 [width] | ... | start[width] | scale[width]
 *
 * |8 * sum| <= 8 * 128 * 128 = 2^17.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "kernels/pack.h"

extern const struct qm_format qm_format_i8row;
extern const struct qm_format qm_format_i4, qm_format_i4g64, qm_format_i4g128;

enum { WORD = 4, EIGHT = 8 /* values in a word of weights */ };

/* Eight canonical codes, value i in bits 4 * i, as a word of a panel. */
static uint32_t spread_codes(uint32_t x)
{
	const uint32_t low = x & 0xFFFF, high = x >> 16; /* values 0-3 and 4-7 */
	const uint32_t l = (low | low << 8) & 0x00FF00FF, h = (high | high << 8) & 0x00FF00FF;

	return (((l | l << 4) & 0x0F0F0F0F) | ((h | h << 4) & 0x0F0F0F0F) << 4) ^ 0x88888888;
}

static void put_word(char *to, uint32_t x)
{
	for (size_t i = 0; i < WORD; i++)
		to[i] = (char)(x >> 8 * i);
}

/* k is a multiple of the group: the families see to it. */
static void panel_u4(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
                     void *to)
{
	const size_t group = src->format->group, words = group / EIGHT;
	const size_t step = width * (words + 1) * WORD;

	for (size_t r = 0; r < width; r++) {
		const uint8_t *row = (const uint8_t *)src->codes + (first + r) * src->row_bytes;
		const float *scales = src->scales + (first + r) * src->row_scales;

		for (size_t g = 0; g < src->k / group; g++) {
			char *const out = (char *)to + g * step + r * WORD;
			const float scale = r < rows ? scales[g] : 0;

			memcpy(out, &scale, sizeof scale);
			for (size_t w = 0; w < words; w++) {
				uint32_t x = 0;

				for (size_t i = 0; r < rows && i < WORD; i++)
					x |= (uint32_t)*row++ << 8 * i;
				put_word(out + (w + 1) * width * WORD, spread_codes(x));
			}
		}
	}
}

static double u4_at(size_t group, const void *panel, size_t width, size_t row, size_t p)
{
	const size_t word = p / group * (group / EIGHT + 1) + 1 + p % group / EIGHT;
	const uint8_t byte = ((const uint8_t *)panel)[(word * width + row) * WORD + p % WORD];

	return (double)(p % EIGHT < WORD ? byte & 0xF : byte >> 4) - 8;
}

static double at_u4g32(const void *panel, size_t width, size_t row, size_t p)
{
	return u4_at(32, panel, width, row, p);
}

static double at_u4g64(const void *panel, size_t width, size_t row, size_t p)
{
	return u4_at(64, panel, width, row, p);
}

static double at_u4g128(const void *panel, size_t width, size_t row, size_t p)
{
	return u4_at(128, panel, width, row, p);
}

const struct qm_packing qm_pack_u4g32 = {
	.name = "u4g32",
	.format = &qm_format_i4,
	.kr = 32,
	.unit = 32 / 2 + WORD,
	.panel = panel_u4,
	.at = at_u4g32,
};

const struct qm_packing qm_pack_u4g64 = {
	.name = "u4g64",
	.format = &qm_format_i4g64,
	.kr = 64,
	.unit = 64 / 2 + WORD,
	.panel = panel_u4,
	.at = at_u4g64,
};

const struct qm_packing qm_pack_u4g128 = {
	.name = "u4g128",
	.format = &qm_format_i4g128,
	.kr = 128,
	.unit = 128 / 2 + WORD,
	.panel = panel_u4,
	.at = at_u4g128,
};

/* The sum of eight signed bytes.  As unsigned ones each is 128 more; pairs are added at 16
 * bits, and the multiplication adds the four of them in its highest.
 */
static int32_t sum_of_eight(uint64_t x)
{
	const uint64_t u = x ^ 0x8080808080808080u, mask = 0x00FF00FF00FF00FFu;
	const uint64_t pairs = (u & mask) + (u >> 8 & mask);

	return (int32_t)(pairs * 0x0001000100010001u >> 48) - 8 * 128;
}

/* One group of one row; group is a constant at every call. */
static inline QM_ALWAYS_INLINE void group_of_row(const char *from, size_t bytes, size_t group,
                                                 size_t width, float scale, char *to)
{
	char block[128] = { 0 };
	int32_t start = 0;

	if (bytes < group) {
		memcpy(block, from, bytes);
		from = block;
	}
	for (size_t l = 0; l < group; l += EIGHT) {
		uint64_t x;

		memcpy(&x, from + l, sizeof x);
		start -= 8 * sum_of_eight(x);
		memcpy(to + l * width, from + l, WORD);
		memcpy(to + (l + WORD) * width, from + l + WORD, WORD);
	}
	memcpy(to + group * width, &start, sizeof start);
	memcpy(to + (group + WORD) * width, &scale, sizeof scale);
}

static inline QM_ALWAYS_INLINE void panel_s8(const struct qm_matrix *src, size_t first,
                                             size_t rows, size_t width, size_t group, void *to)
{
	const size_t unit = group + 2 * WORD;

	for (size_t r = 0; r < width; r++) {
		const char *const row = (const char *)src->codes + (first + r) * src->row_bytes;
		const float scale = r < rows ? src->scales[(first + r) * src->row_scales] : 0;

		for (size_t l = 0; l < src->k; l += group) {
			const size_t left = r < rows ? src->k - l : 0;
			const size_t bytes = left < group ? left : group;

			group_of_row(left ? row + l : "", bytes, group, width, scale,
			             (char *)to + l / group * width * unit + r * WORD);
		}
	}
}

static double s8_at(const struct qm_packing *how, const void *panel, size_t width, size_t row,
                    size_t p)
{
	const size_t word = p / how->kr * (how->unit / WORD) + p % how->kr / WORD;

	return ((const int8_t *)panel)[(word * width + row) * WORD + p % WORD];
}

static void panel_s8g32(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
                        void *to)
{
	panel_s8(src, first, rows, width, 32, to);
}

static double at_s8g32(const void *panel, size_t width, size_t row, size_t p)
{
	return s8_at(&qm_pack_s8g32, panel, width, row, p);
}

const struct qm_packing qm_pack_s8g32 = {
	.name = "s8g32",
	.format = &qm_format_i8row,
	.kr = 32,
	.unit = 32 + 2 * WORD,
	.panel = panel_s8g32,
	.at = at_s8g32,
};

static void panel_s8g64(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
                        void *to)
{
	panel_s8(src, first, rows, width, 64, to);
}

static double at_s8g64(const void *panel, size_t width, size_t row, size_t p)
{
	return s8_at(&qm_pack_s8g64, panel, width, row, p);
}

const struct qm_packing qm_pack_s8g64 = {
	.name = "s8g64",
	.format = &qm_format_i8row,
	.kr = 64,
	.unit = 64 + 2 * WORD,
	.panel = panel_s8g64,
	.at = at_s8g64,
};

static void panel_s8g128(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
                         void *to)
{
	panel_s8(src, first, rows, width, 128, to);
}

static double at_s8g128(const void *panel, size_t width, size_t row, size_t p)
{
	return s8_at(&qm_pack_s8g128, panel, width, row, p);
}

const struct qm_packing qm_pack_s8g128 = {
	.name = "s8g128",
	.format = &qm_format_i8row,
	.kr = 128,
	.unit = 128 + 2 * WORD,
	.panel = panel_s8g128,
	.at = at_s8g128,
};
