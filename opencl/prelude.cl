/* prelude.cl - the words that every kernel shares; the host puts it ahead of each.
 *
 * The host defines, for one device and one shape (tile.h, program.c):
 *     QM_VEC      lanes of one vector: 1 on a GPU, the native width on a CPU
 *     QM_VECS     vectors of one work-item, QM_GROUP_N * QM_VEC columns apart
 *     QM_ROWS     rows of one work-item
 *     QM_GROUP_N  work-items of a group along the columns, and
 *     QM_GROUP_M  along the rows
 *     QM_LOCAL    steps of both operands staged in local memory at a time; 0: none
 *     QM_RUN      steps that one work-item of prepare_a takes
 *     QM_A_WORDS  32-bit words of activations in one step
 *     QM_HEAD     32-bit words ahead of the steps of a column of weights
 *     QM_DOT4     1: the device has dot_4x8packed_ss_int, and says that it is fast
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#pragma OPENCL FP_CONTRACT OFF

#define QM_STRIP (QM_GROUP_M * QM_ROWS)
#define QM_PANEL (QM_GROUP_N * QM_VECS * QM_VEC)

/* QM_V(float) is float16 where QM_VEC is 16, and plain float where it is 1. */
#define QM_PASTE_(x, y) x##y
#define QM_PASTE(x, y) QM_PASTE_(x, y)
#if QM_VEC == 1
#define QM_V(type) type
#define QM_LOAD(from) (*(from))
#define QM_STORE(x, to) (*(to) = (x))
#else
#define QM_V(type) QM_PASTE(type, QM_VEC)
#define QM_LOAD(from) QM_PASTE(vload, QM_VEC)(0, from)
#define QM_STORE(x, to) QM_PASTE(vstore, QM_VEC)(x, 0, to)
#endif
#define QM_AS(type) QM_PASTE(as_, QM_V(type))
