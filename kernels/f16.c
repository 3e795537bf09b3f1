/* f16.c - IEEE half precision.
 *
 * Products are exact in single precision: multiples of 2^-48 below 2^32.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "kernels/convert.h"
#include "kernels/float_rows.h"

static double value(uint32_t code)
{
	return (double)qm_f32_from_f16(code);
}

static void quantise(const struct qm_matrix *to, size_t row, const float *x)
{
	qm_encode_row(to, row, x, qm_f16_from_f32);
}

/* The largest, 1.5, the neighbours of 1, the smallest normal and the smallest subnormal. */
static const uint32_t extremes[] = {
	0x7BFF, 0xFBFF, 0x3E00, 0xBE00, 0x3C01, 0xBBFF, 0x0400, 0x8400, 0x0001, 0x8001,
};

/* Signed zeros, subnormals, the smallest normal, the largest, infinities, NaN. */
static const uint32_t specials[] = {
	0x0000, 0x8000, 0x0001, 0x83FF, 0x0400, 0x7BFF, 0x7C00, 0xFC00, 0x7E00, 0xFC01,
};

const struct qm_format qm_format_f16 = {
	.name = "f16",
	.idea = "IEEE binary16",
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

static const struct qm_reader reader = { qm_get_half, qm_f32_from_f16 };

static void element(const struct qm_problem *p, size_t i, size_t j, void *c)
{
	qm_element_c1(p, i, j, reader, reader, c);
}

const struct qm_family qm_f16 = {
	.name = "f16",
	.idea = "half to single precision",
	.contract = QM_CONTRACT_C1,
	.a = &qm_format_f16,
	.b = &qm_format_f16,
	.c = QM_FLOAT32,
	.k_max = (size_t)1 << 31,
	.k_multiple = 1,
	.element = element,
};
