/* pack_i4.c - 4-bit weights in groups, one group of k after the other.
 *
 * A step is a group, and begins with its scales:
 *
 *     scale[width] | word 0 [width] | word 1 [width] | ...
 *
 * A word holds eight k of one row as code + 8, which is 0..15: byte i has value i in its low
 * half and value 4 + i in its high half.  So the low halves of a register of words are a
 * register of bytes in the order of dot products (four k a lane), the high halves are the
 * next, and neither needs a shuffle.  Past the rows are zeros, with a scale of zero.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "kernels/pack.h"

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

static double u4_at(const struct qm_packing *how, const void *panel, size_t width, size_t row,
                    size_t p)
{
	const size_t word = p / how->kr * (how->unit / WORD) + 1 + p % how->kr / EIGHT;
	const uint8_t byte = ((const uint8_t *)panel)[(word * width + row) * WORD + p % WORD];

	return (double)(p % EIGHT < WORD ? byte & 0xF : byte >> 4) - 8;
}

const struct qm_packing qm_pack_u4g32 = {
	.name = "u4g32",
	.format = &qm_format_i4,
	.kr = 32,
	.unit = 32 / 2 + WORD,
	.panel = panel_u4,
	.at = u4_at,
};

const struct qm_packing qm_pack_u4g64 = {
	.name = "u4g64",
	.format = &qm_format_i4g64,
	.kr = 64,
	.unit = 64 / 2 + WORD,
	.panel = panel_u4,
	.at = u4_at,
};

const struct qm_packing qm_pack_u4g128 = {
	.name = "u4g128",
	.format = &qm_format_i4g128,
	.kr = 128,
	.unit = 128 / 2 + WORD,
	.panel = panel_u4,
	.at = u4_at,
};
