/* sparse_fma.cl - 2:4 sparse floats: of each four activations two are picked, in order.
 *
 * A step is 32 values of k: sixteen kept words, two for each group of four, and a word of
 * indices: bits 2w are where word w stood in its group.  acc = fma(a, b, acc) over the kept
 * weights, k ascending: contract C1.  Activations past k are -0, and weights there +0: the
 * product -0 leaves every sum as it is, -0 included.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#pragma OPENCL FP_CONTRACT OFF

#define QM_WORDS 16
#define QM_SIDE 16
#define QM_A_PAD 0x80000000u

typedef float qm_c;
typedef float4 qm_piece;
typedef QM_V(float) qm_acc;
typedef struct {
	float4 group[QM_WORDS / 2];
} qm_a;
typedef struct {
	QM_V(float) kept;
	QM_V(uint) index; /* its lowest two bits */
} qm_b;

QM_INLINE void qm_prepare_a(qm_a *a, const uint *word)
{
	for (uint g = 0; g < QM_WORDS / 2; g++)
		a->group[g] = as_float4(vload4(g, word));
}

QM_INLINE qm_piece qm_pick(QM_NEAR const qm_a *x, uint w, uint p)
{
	return x->group[w / 2];
}

QM_INLINE qm_b qm_decode_b(QM_V(uint) word, QM_V(uint) side, uint w, uint p)
{
	qm_b b;

	b.kept = QM_AS(float)(word);
	b.index = side >> 2 * w;
	return b;
}

#if defined(QM_X86) && QM_VEC == 16
QM_INLINE QM_V(float) qm_picked(qm_piece a, QM_V(uint) index)
{
	return __builtin_ia32_vpermilvarps512(a.s0123012301230123, as_int16(index));
}
#elif defined(QM_X86)
QM_INLINE QM_V(float) qm_picked(qm_piece a, QM_V(uint) index)
{
	return __builtin_ia32_vpermilvarps256(a.s01230123, as_int8(index));
}
#else
QM_INLINE QM_V(float) qm_picked(qm_piece a, QM_V(uint) index)
{
	const QM_V(int) odd = (index & 1u) != 0;
	const QM_V(float) low = odd ? (QM_V(float))(a.s1) : (QM_V(float))(a.s0);
	const QM_V(float) high = odd ? (QM_V(float))(a.s3) : (QM_V(float))(a.s2);

	return (index & 2u) != 0 ? high : low;
}
#endif

QM_INLINE qm_acc qm_step(qm_acc acc, qm_piece a, qm_b b)
{
	acc = fma(qm_picked(a, b.index), b.kept, acc);
#ifdef QM_X86
	QM_FIX(acc);
#endif
	return acc;
}
