/* bit.cl - 32 products of signs a step: an exclusive or, and the bits that differ counted.
 *
 * Of k products d are -1, so the sum is k - 2 d; padding is equal on both sides.
 *   x86 vectors  the compiler's own count is slow where the CPU has none of vectors: halves
 *                of bytes look their count up in a table of sixteen, vpshufb, and are added
 *                up by bytes, eight at most a step, for as many steps as fit
 *                (Mula, Kurz and Lemire, "Faster population counts using AVX2 instructions",
 *                2018).  Both operands are split into halves of bytes ahead of the loop;
 *   other        popcount().
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#pragma OPENCL FP_CONTRACT OFF

#define QM_FINISHES

typedef int qm_c;
typedef uint qm_piece;
typedef QM_V(uint) qm_b;
typedef QM_V(int) qm_acc;

QM_INLINE qm_acc qm_finish(qm_acc differ, uint k, float scale)
{
	return (int)k - 2 * differ;
}

#ifdef QM_X86

#define QM_PARTS 2
#define QM_BURST 31 /* 31 * 8 < 256 */

typedef struct {
	uint nibbles[2];
} qm_a;
typedef QM_V(uint) qm_sum; /* of bytes that never carry */

#if QM_VEC == 16
#define QM_TABLE ((uint4)(0x02010100, 0x03020201, 0x03020201, 0x04030302).s0123012301230123)
#else
#define QM_TABLE ((uint4)(0x02010100, 0x03020201, 0x03020201, 0x04030302).s01230123)
#endif

QM_INLINE void qm_prepare_a(qm_a *a, const uint *word)
{
	*a = (qm_a){ { word[0] & 0x0F0F0F0Fu, word[0] >> 4 & 0x0F0F0F0Fu } };
}

QM_INLINE qm_piece qm_pick(QM_NEAR const qm_a *x, uint w, uint p)
{
	return x->nibbles[p];
}

QM_INLINE qm_b qm_decode_b(QM_V(uint) word, QM_V(uint) side, uint w, uint p)
{
	return word >> 4 * p & 0x0F0F0F0Fu;
}

QM_INLINE qm_sum qm_open(qm_acc acc, QM_NEAR const qm_a *x)
{
	return (qm_sum)(0);
}

QM_INLINE qm_sum qm_step(qm_sum sum, qm_piece a, qm_b b)
{
	const qm_b differ = (qm_b)(a) ^ b;

	sum += QM_AS(uint)(QM_X86(pshufb)(QM_BYTES(QM_TABLE), QM_BYTES(differ)));
	QM_FIX(sum);
	return sum;
}

QM_INLINE qm_acc qm_close(qm_acc acc, qm_sum sum, QM_V(uint) side)
{
	const QM_V(uint) pairs = (sum & 0x00FF00FFu) + (sum >> 8 & 0x00FF00FFu);

	return acc + QM_AS(int)((pairs & 0xFFFFu) + (pairs >> 16));
}

#else

typedef uint qm_a;

QM_INLINE void qm_prepare_a(qm_a *a, const uint *word)
{
	*a = word[0];
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
	return acc + QM_AS(int)(popcount((qm_b)(a) ^ b));
}

#endif
