/* fma.cl - one value of k a step: acc = fma(a, b, acc), lanes along the columns.
 *
 * Each element of C has one accumulator, from +0, and k ascends: contract C1 on every
 * device that rounds fma() once and keeps subnormals, which the host checks.
 *
 * The row of the kernel names the formats, QM_A and QM_B.  Activations become floats in
 * prepare_a, times QM_A_SCALE; weights in the loop, once for all rows.  Each decoder is
 * exact, and made of integers: no device lacks what it needs.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#pragma OPENCL FP_CONTRACT OFF

typedef float qm_c;
typedef float qm_a;
typedef float qm_piece;
typedef QM_V(float) qm_b;
typedef QM_V(float) qm_acc;

#ifndef QM_A_SCALE
#define QM_A_SCALE 1
#endif

QM_INLINE QM_V(float) qm_f32(QM_V(uint) code)
{
	return QM_AS(float)(code);
}

QM_INLINE QM_V(float) qm_bf16(QM_V(uint) code)
{
	return QM_AS(float)(code << 16);
}

#if defined(QM_X86) && QM_VEC == 16
#define QM_HALVES(x) __builtin_ia32_vcvtph2ps512_mask(x, (float16)(0), 0xFFFF, 4)
#elif defined(QM_X86) && defined(__F16C__)
#define QM_HALVES(x) __builtin_ia32_vcvtph2ps256(x)
#endif

QM_INLINE QM_V(float) qm_f16(QM_V(uint) code)
{
#ifdef QM_HALVES
	return QM_HALVES(__builtin_convertvector(code, QM_V(short)));
#else
	/* The exponent moves by 127 - 15, through a product: so subnormals need no care. */
	const QM_V(uint) size = (code & 0x7FFFu) << 13, sign = (code & 0x8000u) << 16;
	const QM_V(uint) moved = QM_AS(uint)(QM_AS(float)(size) * 0x1p112f);

	/* Infinity and NaN keep the largest exponent. */
	return QM_AS(float)(sign | moved |
	                    (size >= 0x0F800000u ? (QM_V(uint))(0x7F800000u) : (QM_V(uint))(0)));
#endif
}

QM_INLINE QM_V(float) qm_fp8e5m2(QM_V(uint) code)
{
	return qm_f16(code << 8);
}

/* 2^-8 times the value of a finite code: the f16 of the same exponent and mantissa. */
QM_INLINE QM_V(float) qm_fp8e4m3_finite(QM_V(uint) code)
{
	return qm_f16((code & 0x80u) << 8 | (code & 0x7Fu) << 7);
}

QM_INLINE QM_V(float) qm_fp8e4m3(QM_V(uint) code)
{
	const QM_V(float) finite = qm_fp8e4m3_finite(code) * 0x1p8f;

	return (code & 0x7Fu) == 0x7Fu ? (QM_V(float))(NAN) : finite;
}

QM_INLINE void qm_prepare_a(qm_a *a, const uint *word)
{
	*a = QM_LANE0(QM_PASTE(qm_, QM_A)((QM_V(uint))(word[0]))) * QM_A_SCALE;
}

QM_INLINE qm_piece qm_pick(QM_NEAR const qm_a *x, uint w, uint p)
{
	return *x;
}

QM_INLINE qm_b qm_decode_b(QM_V(uint) word, QM_V(uint) side, uint w, uint p)
{
	return QM_PASTE(qm_, QM_B)(word);
}

QM_INLINE qm_acc qm_step(qm_acc acc, qm_piece a, qm_b b)
{
	return fma((qm_b)(a), b, acc);
}

#if QM_HEAD
/* What the sums of a column begin with: 0, or NaN where a weight is NaN. */
#define QM_STARTS
QM_INLINE qm_acc qm_start(QM_V(uint) head)
{
	return QM_AS(float)(head);
}
#endif
