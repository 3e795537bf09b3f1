/* pack_bf16x2.c - BF16 in pairs along k, as the instructions that multiply pairs take them.
 *
 * bf16x2: k even in the low half of a word, k odd in the high half (BFMLALB, then BFMLALT).
 * bf16x2s: swapped, because vdpbf16ps adds the product of the high halves first: so both
 * add in the order of k.
 *
 * What follows an odd k meets in one more multiply-add.  In A (_a) it is -0, in B +0: their
 * product -0 leaves every sum as it is, -0 included.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "kernels/convert.h"
#include "kernels/float_rows.h"
#include "kernels/pack.h"

extern const struct qm_format qm_format_bf16, qm_format_fp8e4m3, qm_format_fp8e5m2;

enum { BLOCK = 32 }; /* words of one row at a time, for the reason given in pack.c */

/* Constants at every call. */
struct pairs {
	uint32_t (*code)(const void *row, size_t p); /* a value as BF16 */
	bool swapped;
	uint32_t pad;
};

static inline QM_ALWAYS_INLINE void pack(const struct qm_matrix *src, size_t first,
                                         size_t rows, size_t width, struct pairs how,
                                         uint32_t *to)
{
	const size_t steps = (src->k + 1) / 2;

	for (size_t s0 = 0; s0 < steps; s0 += BLOCK)
		for (size_t r = 0; r < width; r++) {
			const void *const row = qm_row(src, r < rows ? first + r : first);

			for (size_t s = s0; s < steps && s < s0 + BLOCK; s++) {
				const uint32_t even = how.code(row, 2 * s);
				const uint32_t odd =
					2 * s + 1 < src->k ? how.code(row, 2 * s + 1) : how.pad;
				const uint32_t word = how.swapped ? even << 16 | odd : odd << 16 | even;

				to[s * width + r] = r < rows ? word : 0;
			}
		}
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

static void panel_bf16x2(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
                         void *to)
{
	pack(src, first, rows, width, (struct pairs){ qm_get_half, false, 0 }, to);
}

const struct qm_packing qm_pack_bf16x2 = {
	.name = "bf16x2",
	.format = &qm_format_bf16,
	.kr = 2,
	.unit = 4,
	.panel = panel_bf16x2,
	.at = natural_at,
};

static void panel_bf16x2_a(const struct qm_matrix *src, size_t first, size_t rows,
                           size_t width, void *to)
{
	pack(src, first, rows, width, (struct pairs){ qm_get_half, false, 0x8000 }, to);
}

const struct qm_packing qm_pack_bf16x2_a = {
	.name = "bf16x2_a",
	.format = &qm_format_bf16,
	.kr = 2,
	.unit = 4,
	.panel = panel_bf16x2_a,
	.at = natural_at,
};

static void panel_bf16x2s(const struct qm_matrix *src, size_t first, size_t rows,
                          size_t width, void *to)
{
	pack(src, first, rows, width, (struct pairs){ qm_get_half, true, 0 }, to);
}

const struct qm_packing qm_pack_bf16x2s = {
	.name = "bf16x2s",
	.format = &qm_format_bf16,
	.kr = 2,
	.unit = 4,
	.panel = panel_bf16x2s,
	.at = swapped_at,
};

static void panel_bf16x2s_a(const struct qm_matrix *src, size_t first, size_t rows,
                            size_t width, void *to)
{
	pack(src, first, rows, width, (struct pairs){ qm_get_half, true, 0x8000 }, to);
}

const struct qm_packing qm_pack_bf16x2s_a = {
	.name = "bf16x2s_a",
	.format = &qm_format_bf16,
	.kr = 2,
	.unit = 4,
	.panel = panel_bf16x2s_a,
	.at = swapped_at,
};

/* Every FP8 number is a BF16 number.  Sums of FP8 products are never -0 (their products are
 * never too small for f32), so both operands are padded with +0.
 */
static uint32_t bf16_of_e4m3(const void *row, size_t p)
{
	return qm_bits_of(qm_f32_from_e4m3(qm_get_byte(row, p))) >> 16;
}

static uint32_t bf16_of_e5m2(const void *row, size_t p)
{
	return qm_bits_of(qm_f32_from_e5m2(qm_get_byte(row, p))) >> 16;
}

static void panel_fp8e4m3_bf16x2s(const struct qm_matrix *src, size_t first, size_t rows,
                                  size_t width, void *to)
{
	pack(src, first, rows, width, (struct pairs){ bf16_of_e4m3, true, 0 }, to);
}

const struct qm_packing qm_pack_fp8e4m3_bf16x2s = {
	.name = "fp8e4m3_bf16x2s",
	.format = &qm_format_fp8e4m3,
	.kr = 2,
	.unit = 4,
	.panel = panel_fp8e4m3_bf16x2s,
	.at = swapped_at,
};

static void panel_fp8e5m2_bf16x2s(const struct qm_matrix *src, size_t first, size_t rows,
                                  size_t width, void *to)
{
	pack(src, first, rows, width, (struct pairs){ bf16_of_e5m2, true, 0 }, to);
}

const struct qm_packing qm_pack_fp8e5m2_bf16x2s = {
	.name = "fp8e5m2_bf16x2s",
	.format = &qm_format_fp8e5m2,
	.kr = 2,
	.unit = 4,
	.panel = panel_fp8e5m2_bf16x2s,
	.at = swapped_at,
};
