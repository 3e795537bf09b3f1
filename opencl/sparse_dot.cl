/* sparse_dot.cl - 2:4 sparse 8-bit weights: of each four activations two are picked.
 *
 * A step is 32 values of k: four words of four kept bytes, two groups of four each, and a
 * word of indices: bits 2w of its byte b are where byte b of word w stood in its group.
 *   QM_VNNI      vpshufb picks four of eight bytes, vpdpbusd multiplies: see dot.cl; the head
 *                is -128 times the sum of the kept weights;
 *   x86 vectors  activations of 16 bits: bytes 0, 2 of a word, then bytes 1, 3, are a pair
 *                of which vpshufb picks the partners among eight, and vpmaddwd multiplies;
 *   other        a shift by 8 times its index brings a byte to the top of a word.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#pragma OPENCL FP_CONTRACT OFF

#if QM_VEC == 1
#undef QM_VNNI /* see dot.cl */
#endif

#define QM_WORDS 4
#define QM_SIDE 4

typedef int qm_c;
typedef QM_V(int) qm_acc;

#if QM_VEC == 16
#define QM_REPEAT2(x) ((x).s0101010101010101)
#define QM_REPEAT4(x) ((x).s0123012301230123)
#else
#define QM_REPEAT2(x) ((x).s01010101)
#define QM_REPEAT4(x) ((x).s01230123)
#endif

#if defined(QM_VNNI)

#define QM_STARTS

typedef uint2 qm_piece;
typedef struct {
	uint2 eight[QM_WORDS];
} qm_a;
typedef struct {
	QM_V(uint) kept, index;
} qm_b;

QM_INLINE void qm_prepare_a(qm_a *a, const uint *word)
{
	for (uint w = 0; w < QM_WORDS; w++)
		a->eight[w] = (uint2)(word[2 * w], word[2 * w + 1]) ^ 0x80808080u;
}

QM_INLINE qm_acc qm_start(QM_V(uint) head)
{
	return QM_AS(int)(head);
}

QM_INLINE qm_piece qm_pick(QM_NEAR const qm_a *x, uint w, uint p)
{
	return x->eight[w];
}

QM_INLINE qm_b qm_decode_b(QM_V(uint) word, QM_V(uint) side, uint w, uint p)
{
	qm_b b;

	b.kept = word;
	b.index = (side >> 2 * w & 0x03030303u) | 0x04040000u;
	return b;
}

QM_INLINE qm_acc qm_step(qm_acc acc, qm_piece a, qm_b b)
{
	const qm_bytes picked = QM_X86(pshufb)(QM_BYTES(QM_REPEAT2(a)), QM_BYTES(b.index));

	__asm__("vpdpbusd %2, %1, %0" : "+v"(acc) : "v"(picked), "v"(b.kept));
	return acc;
}

#elif defined(QM_X86)

typedef uint4 qm_piece;
typedef struct {
	uint4 eight[QM_WORDS]; /* of 16 bits */
} qm_a;
typedef struct {
	qm_shorts kept[2], index[2];
} qm_b;

QM_INLINE void qm_prepare_a(qm_a *a, const uint *word)
{
	for (uint w = 0; w < QM_WORDS; w++)
		a->eight[w] = as_uint4(convert_short8(as_char8((uint2)(word[2 * w], word[2 * w + 1]))));
}

QM_INLINE qm_piece qm_pick(QM_NEAR const qm_a *x, uint w, uint p)
{
	return x->eight[w];
}

QM_INLINE qm_b qm_decode_b(QM_V(uint) word, QM_V(uint) side, uint w, uint p)
{
	/* Both bytes of each: 2 i and 2 i + 1; the second group's begin at byte 8. */
	const qm_shorts x = QM_SHORTS(word), from = QM_SHORTS((QM_V(uint))(0x09080100u));
	const QM_V(uint) index = side >> 2 * w;
	qm_b b;

	b.kept[0] = (x << (qm_shorts)(8)) >> (qm_shorts)(8);
	b.kept[1] = x >> (qm_shorts)(8);
	b.index[0] = QM_SHORTS(index & 0x00030003u) * (qm_shorts)(0x0202) + from;
	b.index[1] = QM_SHORTS(index >> 8 & 0x00030003u) * (qm_shorts)(0x0202) + from;
	return b;
}

QM_INLINE qm_acc qm_step(qm_acc acc, qm_piece a, qm_b b)
{
#pragma unroll
	for (uint i = 0; i < 2; i++) {
		const qm_bytes picked = QM_X86(pshufb)(QM_BYTES(QM_REPEAT4(a)), QM_BYTES(b.index[i]));

		acc += QM_X86(pmaddwd)(QM_SHORTS(picked), b.kept[i]);
		QM_FIX(acc);
	}
	return acc;
}

#else

#define QM_PARTS 4

typedef uint qm_piece;
typedef struct {
	uint four[2 * QM_WORDS];
} qm_a;
typedef struct {
	QM_V(int) kept;
	QM_V(uint) shift;
} qm_b;

QM_INLINE void qm_prepare_a(qm_a *a, const uint *word)
{
	for (uint g = 0; g < 2 * QM_WORDS; g++)
		a->four[g] = word[g];
}

QM_INLINE qm_piece qm_pick(QM_NEAR const qm_a *x, uint w, uint p)
{
	return x->four[2 * w + p / 2];
}

QM_INLINE qm_b qm_decode_b(QM_V(uint) word, QM_V(uint) side, uint w, uint p)
{
	qm_b b;

	b.kept = QM_AS(int)(word << (24 - 8 * p)) >> 24;
	b.shift = 24 - 8 * (side >> (2 * w + 8 * p) & 3u);
	return b;
}

QM_INLINE qm_acc qm_step(qm_acc acc, qm_piece a, qm_b b)
{
	return acc + (QM_AS(int)((QM_V(uint))(a) << b.shift) >> 24) * b.kept;
}

#endif
