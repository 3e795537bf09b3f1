/* group_dot.cl - a group of 4-bit weights a step: its exact dot product, then one fma with
 * its scale: contract C2.
 *
 * A word holds eight weights as code + 8: values 0-3 in the low halves of its bytes, 4-7 in
 * the high ones, so either half is four unsigned bytes for a dot product of bytes.  What the
 * 8 counts too much, -8 times the sum of the activations, is where the group's sum starts.
 *   QM_VNNI      vpdpbusd: see dot.cl; here the weights are its unsigned operand;
 *   QM_DOT4      the device's own dot product of packed bytes: 0 to 15 are signed ones too;
 *   x86 vectors  vpmaddubsw of either half: a sum of four products is at most
 *                4 * 15 * 128 < 2^15, so the two are added at 16 bits, and vpmaddwd widens;
 *   other        eight products.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#pragma OPENCL FP_CONTRACT OFF

#if QM_VEC == 1
#undef QM_VNNI /* see dot.cl */
#endif

#define QM_SIDE 0 /* the scale of the group */
#define QM_FIRST 1
#define QM_WORDS (QM_UNITS - 1)
#define QM_BURST 1
#define QM_SCALED 1
#define QM_FINISHES

typedef float qm_c;
typedef QM_V(float) qm_acc;
typedef QM_V(int) qm_sum;
typedef struct {
	uint four[2 * QM_WORDS];
	int start;
} qm_a;

QM_INLINE void qm_prepare_a(qm_a *a, const uint *word)
{
	int sum = 0;

	for (uint w = 0; w < 2 * QM_WORDS; w++) {
		a->four[w] = word[w];
		for (uint i = 0; i < 4; i++)
			sum += as_int(word[w] << 8 * i) >> 24;
	}
	a->start = -8 * sum;
}

QM_INLINE qm_sum qm_open(qm_acc acc, QM_NEAR const qm_a *x)
{
	return (qm_sum)(x->start);
}

QM_INLINE qm_acc qm_close(qm_acc acc, qm_sum sum, QM_V(uint) scale)
{
	return fma(QM_AS(float)(scale), QM_PASTE(convert_, QM_V(float))(sum), acc);
}

QM_INLINE qm_acc qm_finish(qm_acc acc, uint k, float scale)
{
	return acc * scale;
}

#if defined(QM_X86) && !defined(QM_VNNI) && !QM_DOT4

typedef uint2 qm_piece;
typedef struct {
	QM_V(uint) low, high;
} qm_b;

QM_INLINE qm_piece qm_pick(QM_NEAR const qm_a *x, uint w, uint p)
{
	return (uint2)(x->four[2 * w], x->four[2 * w + 1]);
}

QM_INLINE qm_b qm_decode_b(QM_V(uint) word, QM_V(uint) side, uint w, uint p)
{
	qm_b b;

	b.low = word & 0x0F0F0F0Fu;
	b.high = word >> 4 & 0x0F0F0F0Fu;
	return b;
}

QM_INLINE qm_sum qm_step(qm_sum sum, qm_piece a, qm_b b)
{
	const qm_shorts low = QM_X86(pmaddubsw)(QM_BYTES(b.low), QM_BYTES((QM_V(uint))(a.x)));
	const qm_shorts high = QM_X86(pmaddubsw)(QM_BYTES(b.high), QM_BYTES((QM_V(uint))(a.y)));

	sum += QM_X86(pmaddwd)(low + high, (qm_shorts)(1));
	QM_FIX(sum);
	return sum;
}

#elif defined(QM_VNNI) || QM_DOT4

typedef uint qm_piece;
typedef QM_V(uint) qm_b;
#define QM_PARTS 2

QM_INLINE qm_piece qm_pick(QM_NEAR const qm_a *x, uint w, uint p)
{
	return x->four[2 * w + p];
}

QM_INLINE qm_b qm_decode_b(QM_V(uint) word, QM_V(uint) side, uint w, uint p)
{
	return word >> 4 * p & 0x0F0F0F0Fu;
}

QM_INLINE qm_sum qm_step(qm_sum sum, qm_piece a, qm_b b)
{
#ifdef QM_VNNI
	const qm_b x = (qm_b)(a);

	__asm__("vpdpbusd %2, %1, %0" : "+v"(sum) : "v"(b), "v"(x));
	return sum;
#else
	return sum + QM_DOT(a, b);
#endif
}

#else

typedef int qm_piece;
typedef QM_V(int) qm_b;
#define QM_PARTS 8

QM_INLINE qm_piece qm_pick(QM_NEAR const qm_a *x, uint w, uint p)
{
	return as_int(x->four[2 * w + p / 4] << (24 - 8 * (p % 4))) >> 24;
}

QM_INLINE qm_b qm_decode_b(QM_V(uint) word, QM_V(uint) side, uint w, uint p)
{
	return QM_AS(int)(word >> (8 * (p % 4) + p / 4 * 4) & 15u);
}

QM_INLINE qm_sum qm_step(qm_sum sum, qm_piece a, qm_b b)
{
	return sum + a * b;
}

#endif
