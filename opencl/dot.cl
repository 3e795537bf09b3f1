/* dot.cl - four products of 8-bit integers a step, in 32 bits: exact, whatever the order.
 *
 * Five ways to the same integers:
 *   QM_VNNI      vpdpbusd, on an x86 CPU that has it, whose driver is PoCL: as distributions
 *                build it that knows no x86 beyond Skylake.  The first operand is unsigned,
 *                so activations carry a bias of 128, and the head of a column, -128 times the
 *                sum of its weights, takes it back; additions wrap;
 *   QM_DOT4      the device's own dot product of packed bytes;
 *   x86 vectors  bytes 0, 2 and bytes 1, 3 of a word widened to pairs of 16 bits, whose
 *                products vpmaddwd adds;
 *   CPU vectors  four products of 32-bit lanes;
 *   one lane     four products of bytes.
 * Activations are widened once, in prepare_a, where the loop would do it per column.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#pragma OPENCL FP_CONTRACT OFF

#if QM_VEC == 1
#undef QM_VNNI /* one lane has no use for it, and none for the head */
#endif

typedef int qm_c;
typedef QM_V(int) qm_acc;

#if defined(QM_VNNI) || QM_DOT4

typedef uint qm_a;
typedef uint qm_piece;
typedef QM_V(uint) qm_b;

QM_INLINE void qm_prepare_a(qm_a *a, const uint *word)
{
#ifdef QM_VNNI
	*a = word[0] ^ 0x80808080u;
#else
	*a = word[0];
#endif
}

QM_INLINE qm_piece qm_pick(QM_NEAR const qm_a *x, uint w, uint p)
{
	return *x;
}

QM_INLINE qm_b qm_decode_b(QM_V(uint) word, QM_V(uint) side, uint w, uint p)
{
	return word;
}

QM_INLINE qm_acc qm_step(qm_acc acc, qm_piece a, qm_b b)
{
#ifdef QM_VNNI
	const qm_b x = (qm_b)(a);

	__asm__("vpdpbusd %2, %1, %0" : "+v"(acc) : "v"(x), "v"(b));
	return acc;
#else
	return acc + QM_DOT(a, b);
#endif
}

#ifdef QM_VNNI
#define QM_STARTS
QM_INLINE qm_acc qm_start(QM_V(uint) head)
{
	return QM_AS(int)(head);
}
#endif

#elif defined(QM_X86)

typedef struct {
	uint pair[2];
} qm_a;
typedef uint qm_piece;
typedef qm_shorts qm_b;
#define QM_PARTS 2

QM_INLINE void qm_prepare_a(qm_a *a, const uint *word)
{
	const short2 x = as_short2(word[0]);
	const short2 even = (short2)(x << (short2)(8)) >> (short2)(8), odd = x >> (short2)(8);

	*a = (qm_a){ { as_uint(even), as_uint(odd) } };
}

QM_INLINE qm_piece qm_pick(QM_NEAR const qm_a *x, uint w, uint p)
{
	return x->pair[p];
}

QM_INLINE qm_b qm_decode_b(QM_V(uint) word, QM_V(uint) side, uint w, uint p)
{
	const qm_shorts x = QM_SHORTS(word);

	return (p ? x : x << (qm_shorts)(8)) >> (qm_shorts)(8);
}

QM_INLINE qm_acc qm_step(qm_acc acc, qm_piece a, qm_b b)
{
	acc += QM_X86(pmaddwd)(QM_SHORTS((QM_V(uint))(a)), b);
	QM_FIX(acc);
	return acc;
}

#else

#if QM_VEC > 1
typedef int4 qm_a;
#else
typedef char4 qm_a;
#endif
typedef int qm_piece;
typedef QM_V(int) qm_b;
#define QM_PARTS 4

QM_INLINE void qm_prepare_a(qm_a *a, const uint *word)
{
#if QM_VEC > 1
	*a = convert_int4(as_char4(word[0]));
#else
	*a = as_char4(word[0]);
#endif
}

QM_INLINE qm_piece qm_pick(QM_NEAR const qm_a *x, uint w, uint p)
{
	return p == 0 ? x->s0 : p == 1 ? x->s1 : p == 2 ? x->s2 : x->s3;
}

QM_INLINE qm_b qm_decode_b(QM_V(uint) word, QM_V(uint) side, uint w, uint p)
{
	return QM_AS(int)(word << (24 - 8 * p)) >> 24;
}

QM_INLINE qm_acc qm_step(qm_acc acc, qm_piece a, qm_b b)
{
	return acc + a * b;
}

#endif
