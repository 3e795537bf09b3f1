/* hooks.cl - what the step of a kernel need not say; it stands between step and body.
 *
 * A step says, for QM_A_BYTES of activations of a row and QM_UNITS words of a column:
 *     qm_c            an element of C
 *     qm_a            a row's activations, made by qm_prepare_a()
 *     qm_piece        those of one part of one word: qm_pick()
 *     qm_b            a vector of columns, ready for arithmetic: qm_decode_b()
 *     qm_acc          the sums of a vector of columns; qm_step() adds to them
 * and where it differs from what stands here
 *     QM_WORDS        words of values among the units, QM_FIRST the first of them, and
 *     QM_SIDE         the one that says something about the others
 *     QM_PARTS        parts of a word that are decoded one after the other
 *     QM_BURST        steps after which narrow sums, qm_sum, are closed: qm_open() makes them
 *                     and qm_close() adds them to those that last
 *     QM_STARTS       qm_start() makes the first sums of a column's head
 *     QM_FINISHES     qm_finish() makes elements of C of the sums, k and the scale of the row
 *     QM_A_PAD        the word of activations past the end of a row
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#pragma OPENCL FP_CONTRACT OFF

#ifndef QM_WORDS
#define QM_WORDS 1
#endif
#ifndef QM_FIRST
#define QM_FIRST 0
#endif
#ifndef QM_PARTS
#define QM_PARTS 1
#endif
#ifndef QM_SIDE
#define QM_SIDE -1
#endif
#ifndef QM_SCALED
#define QM_SCALED 0
#endif
#ifndef QM_A_PAD
#define QM_A_PAD 0
#endif

#ifndef QM_BURST
#define QM_BURST 0xFFFFFFFFu
typedef qm_acc qm_sum;

QM_INLINE qm_sum qm_open(qm_acc acc, QM_NEAR const qm_a *x)
{
	return acc;
}

QM_INLINE qm_acc qm_close(qm_acc acc, qm_sum sum, QM_V(uint) side)
{
	return sum;
}
#endif

#ifndef QM_STARTS
QM_INLINE qm_acc qm_start(QM_V(uint) head)
{
	return (qm_acc)(0);
}
#endif

#ifndef QM_FINISHES
QM_INLINE qm_acc qm_finish(qm_acc acc, uint k, float scale)
{
	return acc;
}
#endif
