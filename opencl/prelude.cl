/* prelude.cl - the words that every kernel shares; the host puts it ahead of each.
 *
 * The host defines, for one device and one shape (tile.h, program.c), what may be tuned: any
 * values within these limits give the same bits.
 *     QM_VEC      lanes of one vector, 1, 4, 8 or 16: 1 on a GPU, the native width on a CPU
 *     QM_VECS     vectors of one work-item, QM_GROUP_N * QM_VEC columns apart
 *     QM_ROWS     rows of one work-item
 *     QM_GROUP_N  work-items of a group along the columns, and
 *     QM_GROUP_M  along the rows
 *     QM_LOCAL    steps of both operands staged in local memory at a time; 0: none
 *     QM_RUN      steps that one work-item of prepare_a takes
 *     QM_UNROLL   steps in one turn of the inner loop
 * and for the kernel, from its row and its packing (kernels.def):
 *     QM_A_BYTES  bytes of activations in one step, 1, 2 or a multiple of 4
 *     QM_HEAD     32-bit words ahead of the steps of a column of weights
 *     QM_UNIT     bytes of a column of weights in one step, 1, 2 or a multiple of 4
 *     QM_DOT4     1: the device has dot_4x8packed_ss_int, and says that it is fast
 *     and the macros of its row
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#pragma OPENCL FP_CONTRACT OFF

/* Else sums behind a pointer would live in memory. */
#define QM_INLINE inline __attribute__((always_inline))

#define QM_STRIP (QM_GROUP_M * QM_ROWS)
#define QM_PANEL (QM_GROUP_N * QM_VECS * QM_VEC)

/* QM_V(float) is float16 where QM_VEC is 16, and plain float where it is 1. */
#define QM_PASTE_(x, y) x##y
#define QM_PASTE(x, y) QM_PASTE_(x, y)
#if QM_VEC == 1
#define QM_V(type) type
#define QM_LOAD(from) (*(from))
#define QM_STORE(x, to) (*(to) = (x))
#define QM_LANE0(x) (x)
#else
#define QM_V(type) QM_PASTE(type, QM_VEC)
#define QM_LOAD(from) QM_PASTE(vload, QM_VEC)(0, from)
#define QM_STORE(x, to) QM_PASTE(vstore, QM_VEC)(x, 0, to)
#define QM_LANE0(x) ((x).s0)
#endif
#define QM_AS(type) QM_PASTE(as_, QM_V(type))

/* Where the inner loop reads. */
#if QM_LOCAL
#define QM_NEAR local
#else
#define QM_NEAR global
#endif

/* What a column of weights is in memory, and how many of them it has in a step. */
#if QM_UNIT == 1
#define QM_WORD uchar
#define QM_UNITS 1
#elif QM_UNIT == 2
#define QM_WORD ushort
#define QM_UNITS 1
#else
#define QM_WORD uint
#define QM_UNITS (QM_UNIT / 4)
#endif
typedef QM_WORD qm_word;

QM_INLINE QM_V(uint) qm_widen(QM_V(QM_WORD) words)
{
#if QM_UNIT < 4
	return QM_PASTE(convert_, QM_V(uint))(words);
#else
	return words;
#endif
}

QM_INLINE QM_V(uint) qm_load_b(QM_NEAR const qm_word *at)
{
	return qm_widen(QM_LOAD(at));
}

/* Clang, which compiles OpenCL C on most CPUs, forms some instructions of x86 from no
 * portable expression, so they are asked for by name.
 */
#if defined(__clang__) && QM_VEC == 16 && defined(__AVX512BW__)
#define QM_X86(name) __builtin_ia32_##name##512
#define QM_X86_BYTES 64
#elif defined(__clang__) && QM_VEC == 8 && defined(__AVX2__)
#define QM_X86(name) __builtin_ia32_##name##256
#define QM_X86_BYTES 32
#endif
#ifdef QM_X86
typedef short qm_shorts __attribute__((ext_vector_type(QM_X86_BYTES / 2)));
typedef char qm_bytes __attribute__((ext_vector_type(QM_X86_BYTES)));
#define QM_SHORTS(x) __builtin_astype(x, qm_shorts)
#define QM_BYTES(x) __builtin_astype(x, qm_bytes)

/* A sum as it is here: else the compiler adds many products up first, and spills them. */
#define QM_FIX(sum) __asm__("" : "+v"(sum))
#endif

#if QM_DOT4
/* a's four signed bytes by those of each lane; the function takes one word. */
QM_INLINE int qm_dot1(uint a, uint b)
{
	return dot_4x8packed_ss_int(a, b);
}

QM_INLINE int2 qm_dot2(uint a, uint2 b)
{
	return (int2)(qm_dot1(a, b.lo), qm_dot1(a, b.hi));
}

QM_INLINE int4 qm_dot4(uint a, uint4 b)
{
	return (int4)(qm_dot2(a, b.lo), qm_dot2(a, b.hi));
}

QM_INLINE int8 qm_dot8(uint a, uint8 b)
{
	return (int8)(qm_dot4(a, b.lo), qm_dot4(a, b.hi));
}

QM_INLINE int16 qm_dot16(uint a, uint16 b)
{
	return (int16)(qm_dot8(a, b.lo), qm_dot8(a, b.hi));
}
#define QM_DOT(a, b) QM_PASTE(qm_dot, QM_VEC)(a, b)
#endif
