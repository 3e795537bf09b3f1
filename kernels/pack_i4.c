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

#include "kernels/interleave.h"
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

static inline QM_ALWAYS_INLINE void make_u4(const void *codes, qm_decoder *decode,
                                            uint32_t *block)
{
	(void)decode;
	for (size_t w = 0; w < QM_BLOCK / QM_WORD; w++)
		block[w] = spread_codes(qm_get_word(codes, w));
}

/* k is a multiple of the group: the families see to it. */
static inline QM_ALWAYS_INLINE void panel(const struct qm_matrix *src, size_t first,
                                          size_t rows, size_t width, size_t group, void *to)
{
	const struct qm_units units = { .unit = WORD, .from = QM_BLOCK, .make = make_u4,
		                        .group = group / 2, .gap = WORD };
	const size_t step = width * (group / 2 + WORD);

	for (size_t g = 0; g < src->k / group; g++)
		for (size_t r = 0; r < width; r++) {
			const float *const scales = src->scales + (first + r) * src->row_scales;
			const float scale = r < rows ? scales[g] : 0;

			memcpy((char *)to + g * step + r * WORD, &scale, sizeof scale);
		}
	qm_interleave(src, first, rows, width, units, (char *)to + width * WORD);
}

static double u4_at(const struct qm_packing *how, const void *panel, size_t width, size_t row,
                    size_t p)
{
	const size_t word = p / how->kr * (how->unit / WORD) + 1 + p % how->kr / EIGHT;
	const uint8_t byte = ((const uint8_t *)panel)[(word * width + row) * WORD + p % WORD];

	return (double)(p % EIGHT < WORD ? byte & 0xF : byte >> 4) - 8;
}

static void panel_u4g32(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
                        void *to)
{
	panel(src, first, rows, width, 32, to);
}

const struct qm_packing qm_pack_u4g32 = {
	.name = "u4g32",
	.format = &qm_format_i4,
	.kr = 32,
	.unit = 32 / 2 + WORD,
	.panel = panel_u4g32,
	.at = u4_at,
};

static void panel_u4g64(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
                        void *to)
{
	panel(src, first, rows, width, 64, to);
}

const struct qm_packing qm_pack_u4g64 = {
	.name = "u4g64",
	.format = &qm_format_i4g64,
	.kr = 64,
	.unit = 64 / 2 + WORD,
	.panel = panel_u4g64,
	.at = u4_at,
};

static void panel_u4g128(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
                         void *to)
{
	panel(src, first, rows, width, 128, to);
}

const struct qm_packing qm_pack_u4g128 = {
	.name = "u4g128",
	.format = &qm_format_i4g128,
	.kr = 128,
	.unit = 128 / 2 + WORD,
	.panel = panel_u4g128,
	.at = u4_at,
};
