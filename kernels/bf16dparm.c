/* bf16dparm.c - BF16 pairs as Arm's BFDOT and BFMMLA multiply them: rounding to odd.
 *
 *     t   = odd(odd(a[even] * b[even]) + odd(a[odd] * b[odd]))
 *     acc = odd(acc + t)
 *
 * odd() drops what does not fit 24 bits and sets the last bit if anything was dropped; what
 * is below 2^-126 before that becomes zero with its sign, what is above the largest number
 * infinity; subnormal operands are taken for zero, whatever FPCR says (Arm ARM, BFDotAdd with
 * FPCR.EBF = 0).  BFMMLA does two such steps for each element, k 0 and 1, then 2 and 3: over
 * ascending k it is the same function, and one family holds both.  The last of an odd k
 * stands alone: t is its product.
 *
 * Cores with FEAT_EBF16 (HWCAP2_EBF16) do the same as long as FPCR.EBF is 0, its value when
 * Linux starts a thread; a program that sets it asks for another function, which rounds
 * a[even] * b[even] + a[odd] * b[odd] once and then acc + t, as FPCR says.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "kernels/convert.h"
#include "kernels/float_rows.h"

extern const struct qm_format qm_format_bf16;

/* x + y in double precision, rounded to odd, so that a second rounding to odd is as if there
 * had been one.  Two-sum (Knuth): low is exactly what high lacks.
 */
static double add_odd(double x, double y)
{
	const double high = x + y, back = high - x;
	const double low = (x - (high - back)) + (y - back);
	uint64_t bits;
	double sum;

	if (!isfinite(high) || low == 0)
		return high;
	memcpy(&bits, &high, sizeof bits);
	if (signbit(low) != signbit(high))
		bits--; /* high was rounded up; what is next to an even number is odd */
	bits |= 1;
	memcpy(&sum, &bits, sizeof sum);
	return sum;
}

/* To single precision, to odd. */
static float round_odd(double x)
{
	const unsigned drop = 52 - 23;
	uint64_t bits;
	double rounded;

	if (isnan(x) || isinf(x) || x == 0)
		return (float)x;
	if (fabs(x) < 0x1p-126)
		return copysignf(0, (float)x);
	if (fabs(x) >= 0x1p128)
		return copysignf(INFINITY, (float)x);
	memcpy(&bits, &x, sizeof bits);

	const uint64_t dropped = bits & (((uint64_t)1 << drop) - 1);

	bits -= dropped;
	if (dropped)
		bits |= (uint64_t)1 << drop;
	memcpy(&rounded, &bits, sizeof rounded);
	return (float)rounded;
}

static double value_at(const void *row, size_t p)
{
	const float x = qm_f32_from_bf16(qm_get_half(row, p));

	return fabsf(x) < 0x1p-126f ? copysign(0, (double)x) : (double)x;
}

/* The product of two BF16 numbers is exact in double precision. */
static double product_at(const void *a, const void *b, size_t p)
{
	return (double)round_odd(value_at(a, p) * value_at(b, p));
}

static void element(const struct qm_problem *p, size_t i, size_t j, void *c)
{
	const void *const a = qm_row(&p->a, i), *const b = qm_row(&p->b, j);
	const size_t k = p->shape.k;
	float acc = 0;

	for (size_t l = 0; l < k; l += 2) {
		double t = product_at(a, b, l);

		if (l + 1 < k)
			t = (double)round_odd(add_odd(t, product_at(a, b, l + 1)));
		acc = round_odd(add_odd((double)acc, t));
	}
	memcpy(c, &acc, sizeof acc);
}

const struct qm_family qm_bf16dparm = {
	.name = "bf16dparm",
	.idea = "bfloat16 pairs with the rounding of BFDOT and BFMMLA",
	.contract = "BFDOT: per pair of k acc = odd(acc + odd(odd(a0 b0) + odd(a1 b1))), subnormals are zero",
	.a = &qm_format_bf16,
	.b = &qm_format_bf16,
	.c = QM_FLOAT32,
	.k_max = (size_t)1 << 31,
	.k_multiple = 1,
	.element = element,
};
