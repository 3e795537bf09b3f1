/* fp8e5m2.c - E5M2 (OCP): the upper half of an f16, largest 57344.
 *
 * Products are multiples of 2^-32 below 2^32: exact in single precision, and no sum is ever
 * subnormal.  The product is defined on the codes alone, so no scale is kept.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "kernels/convert.h"
#include "kernels/float_rows.h"

static double value(uint32_t code)
{
	return (double)qm_f32_from_e5m2(code);
}

static uint32_t encode(float x)
{
	return qm_e5m2_from_f32(x, QM_SATURATE);
}

static void quantise(const struct qm_matrix *to, size_t row, const float *x)
{
	qm_encode_row(to, row, x, encode);
}

/* The largest, an odd one, the smallest normal and the smallest subnormal. */
static const uint32_t extremes[] = { 0x7B, 0xFB, 0x3D, 0xBB, 0x04, 0x84, 0x01, 0x81 };
/* Signed zeros, subnormals, the largest, infinities, NaN. */
static const uint32_t specials[] = { 0x00, 0x80, 0x01, 0x83, 0x7B, 0x7C, 0xFC, 0x7D, 0xFF };

const struct qm_format qm_format_fp8e5m2 = {
	.name = "fp8e5m2",
	.idea = "OCP E5M2: 5 bits of exponent, 2 of mantissa",
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

static const struct qm_reader reader = { qm_get_byte, qm_f32_from_e5m2 };

static void element(const struct qm_problem *p, size_t i, size_t j, void *c)
{
	qm_element_c1(p, i, j, reader, reader, c);
}

const struct qm_family qm_fp8e5m2 = {
	.name = "fp8e5m2",
	.idea = "FP8 E5M2 to single precision",
	.contract = QM_CONTRACT_C1,
	.a = &qm_format_fp8e5m2,
	.b = &qm_format_fp8e5m2,
	.c = QM_FLOAT32,
	.k_max = (size_t)1 << 31,
	.k_multiple = 1,
	.element = element,
};
