/* convert_test.c - conversions between single precision and smaller floats, against the
 * definition: a code's value by its three fields, and the nearest of all codes.
 *
 * Every code is decoded and encoded again; every midpoint between neighbours, its two
 * neighbours in f32, and millions of other numbers are rounded, by all rules of overflow.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>

#include "kernels/convert.h"
#include "kernels/rng.h"

enum { SEED = 20240229, RANDOM = 2000000 };

/* What a number past the largest becomes. */
enum past { TO_INFINITY, TO_NAN, TO_LARGEST, TRUNCATED };

static const struct format {
	const char *name;
	int mantissa, bias;  /* bits, and of the exponent */
	uint32_t largest;    /* code of the largest finite number */
	uint32_t sign;       /* bit of the code */
	enum past past;
	uint32_t (*from)(float x);
	float (*to)(uint32_t code);
} *f; /* the one that is tested */

/* The value of a magnitude by its fields; past the largest as if exponents went on. */
static double value(uint32_t magnitude)
{
	const int exponent = (int)(magnitude >> f->mantissa);
	const double significand = magnitude & ((1u << f->mantissa) - 1);
	const int unit = (exponent ? exponent : 1) - f->bias - f->mantissa;

	return ldexp(significand + (exponent ? 1u << f->mantissa : 0), unit);
}

static bool holds_nan(uint32_t code)
{
	const float x = f->to(code);

	return x != x;
}

/* The largest code whose value is not above x: codes are in the order of values. */
static uint32_t below(double x)
{
	uint32_t low = 0, high = f->largest + 1;

	while (high - low > 1) {
		const uint32_t middle = (low + high) / 2;

		*(value(middle) <= x ? &low : &high) = middle;
	}
	return low;
}

/* By definition: the nearest code, of two that are as near the even one. */
static uint32_t nearest(float x)
{
	const uint32_t sign = signbit(x) ? f->sign : 0, infinity = f->largest + 1;
	const double magnitude = fabs((double)x);
	const uint32_t low = below(magnitude);
	const double middle = (value(low) + value(low + 1)) / 2;
	const bool up = magnitude > middle || (magnitude == middle && low % 2 == 1);
	const bool past = low == f->largest && up;

	if (f->past == TRUNCATED)
		return sign | (isinf(x) ? infinity : low);
	if (past && f->past == TO_LARGEST)
		return sign | f->largest;
	return sign | (past ? infinity : low + up); /* of E4M3 that is NaN */
}

static bool check(float x)
{
	const uint32_t got = f->from(x);

	if (x != x ? holds_nan(got) && (got & f->sign) == (signbit(x) ? f->sign : 0)
	           : got == nearest(x))
		return true;
	printf("WRONG: %s of %a (0x%08X) is 0x%X, expected 0x%X\n", f->name, (double)x,
	       (unsigned)qm_bits_of(x), (unsigned)got, (unsigned)nearest(x));
	return false;
}

static bool check_around(float x)
{
	return check(x) && check(-x) && check(nextafterf(x, INFINITY)) &&
	       check(-nextafterf(x, INFINITY)) && check(nextafterf(x, 0)) &&
	       check(-nextafterf(x, 0));
}

/* Codes to numbers, and back. */
static bool check_code(uint32_t code)
{
	const uint32_t magnitude = code & (f->sign - 1);
	const float x = f->to(code);
	bool ok;

	if (magnitude <= f->largest)
		ok = fabs((double)x) == value(magnitude) && f->from(x) == code;
	else if (f->to(f->largest + 1) == INFINITY && magnitude == f->largest + 1)
		ok = isinf(x) && (f->from(x) == code || f->past == TO_LARGEST);
	else
		ok = isnan(x) && holds_nan(f->from(x));
	ok = ok && !signbit(x) == !(code & f->sign);
	if (!ok)
		printf("WRONG: %s: 0x%X is %a, and that is 0x%X\n", f->name, (unsigned)code,
		       (double)x, (unsigned)f->from(x));
	return ok;
}

static bool check_format(void)
{
	struct qm_rng rng = qm_rng_make(SEED, 0);

	for (uint32_t code = 0; code < 2 * f->sign; code++)
		if (!check_code(code))
			return false;
	for (uint32_t code = 0; code <= f->largest; code++) {
		const float middle = (float)((value(code) + value(code + 1)) / 2);

		if ((double)middle * 2 != value(code) + value(code + 1)) {
			printf("WRONG: %s: no f32 between 0x%X and the next\n", f->name, (unsigned)code);
			return false;
		}
		if (!check_around(middle) || !check_around((float)value(code)))
			return false;
	}
	for (int i = 0; i < RANDOM; i++) {
		/* Any pattern, and one with an exponent that the format has. */
		const uint32_t bits = (uint32_t)qm_rng_next(&rng);
		const uint32_t exponent = 127 + qm_rng_below(&rng, 40) - 20;

		if (!check(qm_float_of(bits)) ||
		    !check(qm_float_of((bits & 0x807FFFFF) | exponent << 23)))
			return false;
	}
	return check(INFINITY) && check(-INFINITY) && check(0.0f) && check(-0.0f) &&
	       check(qm_float_of(0x7F800001)) && check(qm_float_of(0xFF800001)) &&
	       check(qm_float_of(0x7FFFFFFF)) && check(qm_float_of(0xFFC00000));
}

static uint32_t to_tf32(float x) { return qm_bits_of(qm_tf32_from_f32(x)) >> 13; }
static uint32_t to_e4m3(float x) { return qm_e4m3_from_f32(x, QM_OVERFLOW); }
static uint32_t to_e4m3_saturated(float x) { return qm_e4m3_from_f32(x, QM_SATURATE); }
static uint32_t to_e5m2(float x) { return qm_e5m2_from_f32(x, QM_OVERFLOW); }
static uint32_t to_e5m2_saturated(float x) { return qm_e5m2_from_f32(x, QM_SATURATE); }
static float from_tf32(uint32_t code) { return qm_float_of(code << 13); }

static const struct format formats[] = {
	{ "bf16", 7, 127, 0x7F7F, 0x8000, TO_INFINITY, qm_bf16_from_f32, qm_f32_from_bf16 },
	{ "bf16 truncated", 7, 127, 0x7F7F, 0x8000, TRUNCATED, qm_bf16_from_f32_truncated, qm_f32_from_bf16 },
	{ "f16", 10, 15, 0x7BFF, 0x8000, TO_INFINITY, qm_f16_from_f32, qm_f32_from_f16 },
	{ "tf32", 10, 127, 0x3FBFF, 0x40000, TO_INFINITY, to_tf32, from_tf32 },
	{ "e4m3", 3, 7, 0x7E, 0x80, TO_NAN, to_e4m3, qm_f32_from_e4m3 },
	{ "e4m3 saturated", 3, 7, 0x7E, 0x80, TO_LARGEST, to_e4m3_saturated, qm_f32_from_e4m3 },
	{ "e5m2", 2, 15, 0x7B, 0x80, TO_INFINITY, to_e5m2, qm_f32_from_e5m2 },
	{ "e5m2 saturated", 2, 15, 0x7B, 0x80, TO_LARGEST, to_e5m2_saturated, qm_f32_from_e5m2 },
};

/* Worked numbers: the formats' own papers, and where either rule of overflow begins. */
static bool worked(void)
{
	static const struct {
		uint32_t (*from)(float x);
		float x;
		uint32_t code;
	} numbers[] = {
		{ to_e4m3, 448, 0x7E },       { to_e4m3, 464, 0x7E },
		{ to_e4m3, 464.00003f, 0x7F }, { to_e4m3, -INFINITY, 0xFF },
		{ to_e4m3_saturated, 1e30f, 0x7E }, { to_e4m3_saturated, -INFINITY, 0xFE },
		{ to_e4m3, 0x1p-9f, 0x01 },   { to_e4m3, 0.875f * 0x1p-6f, 0x07 },
		{ to_e4m3, 0x1p-6f, 0x08 },   { to_e4m3, 0x1p-10f, 0x00 },
		{ to_e5m2, 57344, 0x7B },     { to_e5m2, 61439.996f, 0x7B },
		{ to_e5m2, 61440, 0x7C },     { to_e5m2_saturated, 61440, 0x7B },
		{ to_e5m2, 0x1p-16f, 0x01 },  { to_e5m2, 0x1p-14f, 0x04 },
		{ qm_f16_from_f32, 65519.996f, 0x7BFF }, { qm_f16_from_f32, 65520, 0x7C00 },
		{ qm_bf16_from_f32, 0x1.01p0f, 0x3F80 }, { qm_bf16_from_f32, 0x1.03p0f, 0x3F82 },
		{ qm_bf16_from_f32_truncated, 0x1.03p0f, 0x3F81 }, { qm_bf16_from_f32_truncated, -0x1.fffp0f, 0xBFFF },
	};
	bool ok = true;

	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		if (numbers[i].from(numbers[i].x) != numbers[i].code) {
			printf("WRONG: worked number %zu, %a\n", i, (double)numbers[i].x);
			ok = false;
		}
	return ok;
}

int main(void)
{
	bool ok = worked();

	for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
		f = &formats[i];
		if (check_format())
			printf("%s\n", f->name);
		else
			ok = false;
	}
	return !ok;
}
