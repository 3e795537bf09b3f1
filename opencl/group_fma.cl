/* group_fma.cl - a group of 4-bit weights a step, each a float before it is multiplied:
 * w = scale * code, acc = fma(a, w, acc), k ascending: contract C1.
 *
 * A word holds eight weights as code + 8: values 0-3 in the low halves of its bytes, 4-7 in
 * the high ones.  They are decoded one after the other, each once for all rows.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#pragma OPENCL FP_CONTRACT OFF

#define QM_SIDE 0 /* the scale of the group */
#define QM_FIRST 1
#define QM_WORDS (QM_UNITS - 1)
#define QM_PARTS 8

typedef float qm_c;
typedef float qm_piece;
typedef QM_V(float) qm_b;
typedef QM_V(float) qm_acc;
typedef struct {
	float value[QM_WORDS * QM_PARTS];
} qm_a;

QM_INLINE void qm_prepare_a(qm_a *a, const uint *word)
{
	for (uint l = 0; l < QM_WORDS * QM_PARTS; l++)
		a->value[l] = as_float(word[l]);
}

QM_INLINE qm_piece qm_pick(QM_NEAR const qm_a *x, uint w, uint p)
{
	return x->value[w * QM_PARTS + p];
}

QM_INLINE qm_b qm_decode_b(QM_V(uint) word, QM_V(uint) scale, uint w, uint p)
{
	const QM_V(uint) code = word >> (8 * (p % 4) + p / 4 * 4);

#if defined(QM_X86) && QM_VEC == 16
	/* A table of sixteen floats, which takes the lowest four bits of an index. */
	const float16 table = (float16)(-8, -7, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7);
	const QM_V(float) value = __builtin_ia32_permvarsf512(table, as_int16(code));
#else
	const QM_V(float) value =
		QM_PASTE(convert_, QM_V(float))(QM_AS(int)(code & 15u) - 8);
#endif

	return QM_AS(float)(scale) * value;
}

QM_INLINE qm_acc qm_step(qm_acc acc, qm_piece a, qm_b b)
{
	return fma((qm_b)(a), b, acc);
}
