/* pack_bf16x4.c - BF16 in fours along k, as bfmmla takes them.
 *
 * What follows k is -0 in A (_a) and +0 in B: their product -0 leaves every sum as it is.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "kernels/pack.h"

extern const struct qm_format qm_format_bf16;

/* After the last k of `rows` rows the packed zeros become -0. */
static void negate_tail(size_t k, size_t rows, size_t width, void *to)
{
	uint16_t *const last = (uint16_t *)to + k / 4 * width * 4;

	for (size_t r = 0; r < rows && k % 4; r++)
		for (size_t l = k % 4; l < 4; l++)
			last[r * 4 + l] = 0x8000;
}

static void panel_bf16x4_a(const struct qm_matrix *src, size_t first, size_t rows,
                           size_t width, void *to)
{
	qm_pack_pairs(src, first, rows, width, to);
	negate_tail(src->k, rows, width, to);
}

const struct qm_packing qm_pack_bf16x4 = {
	.name = "bf16x4",
	.format = &qm_format_bf16,
	.kr = 4,
	.unit = 8,
	.panel = qm_pack_pairs,
	.at = qm_pack_code_at,
};

const struct qm_packing qm_pack_bf16x4_a = {
	.name = "bf16x4_a",
	.format = &qm_format_bf16,
	.kr = 4,
	.unit = 8,
	.panel = panel_bf16x4_a,
	.at = qm_pack_code_at,
};
