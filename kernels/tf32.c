/* tf32.c - the range of f32 with the precision of f16, in words of 32 bits.
 *
 * A code is an f32 whose low 13 bits are zero: what tensor cores make of their operands,
 * here once and for all when the data are quantised.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "kernels/convert.h"
#include "kernels/float_rows.h"

static size_t row_bytes(size_t k)
{
	return k * 4;
}

static uint32_t get(const void *row, size_t p)
{
	uint32_t code;

	memcpy(&code, (const char *)row + p * sizeof code, sizeof code);
	return code;
}

/* Bits that the format does not have are dropped. */
static void put(void *row, size_t p, uint32_t code)
{
	code &= ~0x1FFFu;
	memcpy((char *)row + p * sizeof code, &code, sizeof code);
}

static double value(uint32_t code)
{
	return (double)qm_float_of(code);
}

static uint32_t encode(float x)
{
	return qm_bits_of(qm_tf32_from_f32(x));
}

static void quantise(const struct qm_matrix *to, size_t row, const float *x)
{
	qm_encode_row(to, row, x, encode);
}

/* As those of f32: +-1.5, the neighbours of 1, +-2^40 and +-2^-40. */
static const uint32_t extremes[] = {
	0x3FC00000, 0xBFC00000, 0x53800000, 0xD3800000,
	0x2B800000, 0xAB800000, 0x3F7FE000, 0xBF802000,
};

/* Signed zeros, subnormals, the smallest normal, the largest number, infinities, NaN. */
static const uint32_t specials[] = {
	0x00000000, 0x80000000, 0x00002000, 0x807FE000, 0x00800000,
	0x7F7FE000, 0x7F800000, 0xFF800000, 0x7FC00000,
};

const struct qm_format qm_format_tf32 = {
	.name = "tf32",
	.idea = "TF32: 8 bits of exponent, 10 of mantissa, stored as f32",
	.bits = 32,
	.row_bytes = row_bytes,
	.get = get,
	.put = put,
	.value = value,
	.quantise = quantise,
	.extremes = extremes,
	.extreme_count = sizeof extremes / sizeof extremes[0],
	.specials = specials,
	.special_count = sizeof specials / sizeof specials[0],
};

static const struct qm_reader reader = { get, qm_float_of };

static void element(const struct qm_problem *p, size_t i, size_t j, void *c)
{
	qm_element_c1(p, i, j, reader, reader, c);
}

const struct qm_family qm_tf32 = {
	.name = "tf32",
	.idea = "operands rounded to 10 bits of mantissa, single-precision sums",
	.contract = QM_CONTRACT_C1,
	.a = &qm_format_tf32,
	.b = &qm_format_tf32,
	.c = QM_FLOAT32,
	.k_max = (size_t)1 << 31,
	.k_multiple = 1,
	.element = element,
};
