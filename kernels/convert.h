/* convert.h - between single precision and the smaller floats, bit by bit.
 *
 *     format     sign exponent mantissa  bias   largest        no finite number
 *     BF16         1     8        7       127   (2-2^-7)*2^127   as in f32
 *     f16          1     5       10        15   65504            as in IEEE 754
 *     TF32         1     8       10       127   as an f32 whose low 13 bits are zero
 *     E4M3 (FN)    1     4        3         7   448              NaN 0x7F and 0xFF, no infinity
 *     E5M2         1     5        2        15   57344            infinity 0x7C, NaN above it
 *
 * To nearest, ties to even, subnormals honoured on both sides; NaN stays NaN with its sign.
 * (FP8 Formats for Deep Learning, Micikevicius et al., 2022; OCP OFP8, 2023.)
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_CONVERT_H
#define QM_CONVERT_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* What becomes of a number beyond the largest, and of an infinity. */
enum qm_overflow {
	QM_SATURATE, /* the largest number, as inference does it */
	QM_OVERFLOW  /* infinity; NaN in a format that has none */
};

static inline uint32_t qm_bits_of(float x)
{
	uint32_t bits;

	memcpy(&bits, &x, sizeof bits);
	return bits;
}

static inline float qm_float_of(uint32_t bits)
{
	float x;

	memcpy(&x, &bits, sizeof x);
	return x;
}

/* x / 2^shift to nearest, ties to even; 0 < shift < 32, and x is under 2^31. */
static inline uint32_t qm_shift_even(uint32_t x, unsigned shift)
{
	return (x + (1u << (shift - 1)) - 1 + (x >> shift & 1)) >> shift;
}

/* The magnitude of an f32 (its bits without the sign, no NaN) as exponent and mantissa of a
 * format with `mantissa` bits and this bias, as if its exponent had no end: what lies past
 * the largest number is for the caller to see.  Carries run into the exponent by themselves.
 */
static inline uint32_t qm_round_magnitude(uint32_t bits, unsigned mantissa, unsigned bias)
{
	const unsigned drop = 23 - mantissa, exponent = bits >> 23;

	if (exponent + bias > 127)
		return qm_shift_even(bits, drop) - ((127 - bias) << mantissa);

	/* Subnormal there: the point moves, and the leading 1 is written.  A number under half
	 * the smallest becomes zero, among them those that are subnormal here.
	 */
	const unsigned shift = drop + 128 - bias - exponent;
	const uint32_t significand = (bits & 0x7FFFFF) | 0x800000;

	return shift > 25 ? 0 : qm_shift_even(significand, shift);
}

static inline uint32_t qm_bf16_from_f32(float x)
{
	const uint32_t bits = qm_bits_of(x);

	if ((bits & 0x7FFFFFFF) > 0x7F800000)
		return bits >> 16 | 0x40;
	return qm_shift_even(bits & 0x7FFFFFFF, 16) | (bits >> 16 & 0x8000);
}

/* Towards zero: the upper half of the word. */
static inline uint32_t qm_bf16_from_f32_truncated(float x)
{
	const uint32_t bits = qm_bits_of(x);
	const bool nan = (bits & 0x7FFFFFFF) > 0x7F800000;

	return bits >> 16 | (nan ? 0x40 : 0);
}

static inline float qm_f32_from_bf16(uint32_t code)
{
	return qm_float_of(code << 16);
}

static inline float qm_tf32_from_f32(float x)
{
	const uint32_t bits = qm_bits_of(x), magnitude = bits & 0x7FFFFFFF;

	if (magnitude > 0x7F800000)
		return qm_float_of((bits | 0x400000) & ~0x1FFFu);
	return qm_float_of(qm_shift_even(magnitude, 13) << 13 | (bits & 0x80000000));
}

/* A format of fewer bits than f32 of both exponent and mantissa. */
struct qm_small_float {
	unsigned mantissa, bias;
	uint32_t sign;    /* the bit */
	uint32_t largest; /* code of the largest number; the next is infinity, or NaN */
	uint32_t nan;     /* what NaN becomes */
};

static inline uint32_t qm_small_from_f32(float x, struct qm_small_float f, enum qm_overflow how)
{
	const uint32_t bits = qm_bits_of(x), magnitude = bits & 0x7FFFFFFF;
	const uint32_t sign = bits >> 31 ? f.sign : 0;
	uint32_t code;

	if (magnitude > 0x7F800000)
		return sign | f.nan;
	code = qm_round_magnitude(magnitude, f.mantissa, f.bias);
	if (code > f.largest)
		code = f.largest + (how == QM_OVERFLOW);
	return sign | code;
}

static inline uint32_t qm_f16_from_f32(float x)
{
	const struct qm_small_float f16 = { 10, 15, 0x8000, 0x7BFF, 0x7E00 };

	return qm_small_from_f32(x, f16, QM_OVERFLOW);
}

static inline uint32_t qm_e4m3_from_f32(float x, enum qm_overflow how)
{
	const struct qm_small_float e4m3 = { 3, 7, 0x80, 0x7E, 0x7F };

	return qm_small_from_f32(x, e4m3, how);
}

static inline uint32_t qm_e5m2_from_f32(float x, enum qm_overflow how)
{
	const struct qm_small_float e5m2 = { 2, 15, 0x80, 0x7B, 0x7E };

	return qm_small_from_f32(x, e5m2, how);
}

/* By a mask: compilers turn ?: into branches, which keep them from doing many at once. */
static inline uint32_t qm_choose(bool first, uint32_t x, uint32_t y)
{
	const uint32_t mask = -(uint32_t)first;

	return (x & mask) | (y & ~mask);
}

/* A number of a format with a bias of 15: f16, and E5M2 in its upper half.  Scaling is exact,
 * so subnormals need no normalising.  All cases are computed and one is chosen, so that
 * compilers do many at once.
 */
static inline float qm_f32_from_f16(uint32_t code)
{
	const uint32_t sign = (code & 0x8000) << 16;
	const int32_t magnitude = code & 0x7FFF;
	const uint32_t subnormal = qm_bits_of((float)magnitude * 0x1p-24f);
	const uint32_t special = 0x7F800000 | (uint32_t)magnitude << 13;
	const uint32_t normal = ((uint32_t)magnitude << 13) + ((127u - 15) << 23);
	const uint32_t finite = qm_choose(magnitude < 0x400, subnormal, normal);

	return qm_float_of(sign | qm_choose(magnitude >= 0x7C00, special, finite));
}

static inline float qm_f32_from_e4m3(uint32_t code)
{
	const uint32_t sign = (code & 0x80) << 24;
	const int32_t magnitude = code & 0x7F;
	const uint32_t subnormal = qm_bits_of((float)magnitude * 0x1p-9f);
	const uint32_t normal = ((uint32_t)magnitude << 20) + ((127u - 7) << 23);
	const uint32_t finite = qm_choose(magnitude < 8, subnormal, normal);

	return qm_float_of(sign | qm_choose(magnitude == 0x7F, 0x7FC00000, finite));
}

static inline float qm_f32_from_e5m2(uint32_t code)
{
	return qm_f32_from_f16(code << 8);
}

#endif
