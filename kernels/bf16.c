/* bf16.c - the upper half of an f32: its range, and 8 bits of precision.
 *
 * Products are exact in single precision unless they are subnormal or overflow.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "kernels/convert.h"
#include "kernels/float_rows.h"

static double value(uint32_t code)
{
	return (double)qm_f32_from_bf16(code);
}

static void quantise(const struct qm_matrix *to, size_t row, const float *x)
{
	qm_encode_row(to, row, x, qm_bf16_from_f32);
}

/* +-1.5, the neighbours of 1, and +-2^40 and +-2^-40, beside which sums of others vanish:
 * every rounding is visible, and no product leaves the normal numbers.
 */
static const uint32_t extremes[] = {
	0x3FC0, 0xBFC0, 0x3F81, 0xBF7F, 0x5380, 0xD380, 0x2B80, 0xAB80,
};

/* Signed zeros, subnormals, the smallest normal, numbers whose products are subnormal, the
 * largest, infinities, NaN.
 */
static const uint32_t specials[] = {
	0x0000, 0x8000, 0x0001, 0x807F, 0x0080, 0x1FFF, 0xA001, 0x7F7F, 0x7F80, 0xFF80, 0x7FC0,
};

const struct qm_format qm_format_bf16 = {
	.name = "bf16",
	.idea = "bfloat16: 8 bits of exponent, 7 of mantissa",
	.bits = 16,
	.row_bytes = qm_halves_of_row,
	.get = qm_get_half,
	.put = qm_put_half,
	.value = value,
	.quantise = quantise,
	.extremes = extremes,
	.extreme_count = sizeof extremes / sizeof extremes[0],
	.specials = specials,
	.special_count = sizeof specials / sizeof specials[0],
};

static const struct qm_reader reader = { qm_get_half, qm_f32_from_bf16 };

static void element(const struct qm_problem *p, size_t i, size_t j, void *c)
{
	qm_element_c1(p, i, j, reader, reader, c);
}

const struct qm_family qm_bf16 = {
	.name = "bf16",
	.idea = "bfloat16 to single precision",
	.contract = QM_CONTRACT_C1,
	.a = &qm_format_bf16,
	.b = &qm_format_bf16,
	.c = QM_FLOAT32,
	.k_max = (size_t)1 << 31,
	.k_multiple = 1,
	.element = element,
};
