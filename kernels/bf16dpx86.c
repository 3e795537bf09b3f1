/* bf16dpx86.c - BF16 pairs as Intel's vdpbf16ps multiplies them: an instruction's own rounding.
 *
 * For the k of a pair, even first in memory:
 *
 *     t   = fma(a[odd],  b[odd],  acc)
 *     acc = fma(a[even], b[even], t)
 *
 * each rounded to nearest even, with subnormal operands taken for zero and subnormal results
 * made zero, signs kept, whatever MXCSR says (Intel SDM, VDPBF16PS).  Zen 4 and Zen 5 give the
 * same bits (120 and 8 million results: ties, sums around 2^-126, special values, any bits).
 * A result is subnormal if it is below 2^-126 when rounded to 24 bits with an exponent that
 * has no end; so is what fmaf() rounds up to 2^-126 from less than that (x86 detects tininess
 * after rounding).  The last of an odd k stands alone: one fma.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "kernels/convert.h"
#include "kernels/float_rows.h"

extern const struct qm_format qm_format_bf16;

static float zero_if_subnormal(float x)
{
	return fabsf(x) < 0x1p-126f ? copysignf(0, x) : x;
}

/* Of operands without subnormals; the result has none.  Where |a b + c| is near 2^-126, c is
 * below 2^-100 and neither factor above 2^27, so the larger scale overflows nowhere.
 */
static float fma_flushed(float a, float b, float c)
{
	const float x = fmaf(a, b, c);

	if (fabsf(x) == 0x1p-126f &&
	    fabsf(fmaf(a * 0x1p32f, b * 0x1p32f, c * 0x1p64f)) < 0x1p-62f)
		return copysignf(0, x);
	return zero_if_subnormal(x);
}

static float value_at(const void *row, size_t p)
{
	return zero_if_subnormal(qm_f32_from_bf16(qm_get_half(row, p)));
}

static void element(const struct qm_problem *p, size_t i, size_t j, void *c)
{
	const void *const a = qm_row(&p->a, i), *const b = qm_row(&p->b, j);
	const size_t k = p->shape.k;
	float acc = 0;

	for (size_t l = 0; l < k; l += 2) {
		if (l + 1 < k)
			acc = fma_flushed(value_at(a, l + 1), value_at(b, l + 1), acc);
		acc = fma_flushed(value_at(a, l), value_at(b, l), acc);
	}
	memcpy(c, &acc, sizeof acc);
}

const struct qm_family qm_bf16dpx86 = {
	.name = "bf16dpx86",
	.idea = "bfloat16 pairs with the rounding of vdpbf16ps",
	.contract = "vdpbf16ps: per pair of k acc = fma(even, fma(odd, acc)), subnormals are zero",
	.a = &qm_format_bf16,
	.b = &qm_format_bf16,
	.c = QM_FLOAT32,
	.k_max = (size_t)1 << 31,
	.k_multiple = 1,
	.element = element,
};
