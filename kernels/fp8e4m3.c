/* fp8e4m3.c - E4M3 (OCP, "FN"): 8 bits, largest 448, no infinity.
 *
 * Products are multiples of 2^-18 below 2^18: exact in single precision, and no sum is ever
 * subnormal.  The product is defined on the codes alone, so no scale is kept; bell-shaped
 * data are far from both ends of the range as they are.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "kernels/convert.h"
#include "kernels/float_rows.h"

static double value(uint32_t code)
{
	return (double)qm_f32_from_e4m3(code);
}

static uint32_t encode(float x)
{
	return qm_e4m3_from_f32(x, QM_SATURATE);
}

static void quantise(const struct qm_matrix *to, size_t row, const float *x)
{
	qm_encode_row(to, row, x, encode);
}

/* The largest, an odd one, the smallest normal and the smallest subnormal. */
static const uint32_t extremes[] = { 0x7E, 0xFE, 0x35, 0xB9, 0x08, 0x88, 0x01, 0x81 };
/* Signed zeros, subnormals, the largest, NaN. */
static const uint32_t specials[] = { 0x00, 0x80, 0x01, 0x87, 0x7E, 0xFE, 0x7F, 0xFF };

const struct qm_format qm_format_fp8e4m3 = {
	.name = "fp8e4m3",
	.idea = "OCP E4M3: 4 bits of exponent, 3 of mantissa, no infinity",
	.bits = 8,
	.row_bytes = qm_bytes_of_row,
	.get = qm_get_byte,
	.put = qm_put_byte,
	.value = value,
	.quantise = quantise,
	.extremes = extremes,
	.extreme_count = sizeof extremes / sizeof extremes[0],
	.specials = specials,
	.special_count = sizeof specials / sizeof specials[0],
};

static const struct qm_reader reader = { qm_get_byte, qm_f32_from_e4m3 };

static void element(const struct qm_problem *p, size_t i, size_t j, void *c)
{
	qm_element_c1(p, i, j, reader, reader, c);
}

const struct qm_family qm_fp8e4m3 = {
	.name = "fp8e4m3",
	.idea = "FP8 E4M3 to single precision",
	.contract = QM_CONTRACT_C1,
	.a = &qm_format_fp8e4m3,
	.b = &qm_format_fp8e4m3,
	.c = QM_FLOAT32,
	.k_max = (size_t)1 << 31,
	.k_multiple = 1,
	.element = element,
};
