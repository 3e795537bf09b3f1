/* i8_opencl.cl - four 8-bit products a step, in 32 bits: exact, whatever the order.
 *
 * Four ways to the same integers:
 *   QM_DOT4      the device's own dot product of packed bytes;
 *   x86 vectors  bytes 0, 2 and bytes 1, 3 of a word widened to pairs of 16 bits, whose
 *                products vpmaddwd adds.  Clang, which compiles OpenCL C on most CPUs,
 *                forms it from no portable expression, so it is asked for by name;
 *   CPU vectors  four products of 32-bit lanes;
 *   one lane     four products of bytes.
 * Activations are widened once, in prepare_a, where the loop would do it per column.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#pragma OPENCL FP_CONTRACT OFF

typedef int qm_c;
typedef QM_V(int) qm_acc;

#if defined(__clang__) && QM_VEC == 16 && defined(__AVX512BW__)
#define QM_MADD __builtin_ia32_pmaddwd512
typedef short qm_pairs __attribute__((ext_vector_type(32)));
#elif defined(__clang__) && QM_VEC == 8 && defined(__AVX2__)
#define QM_MADD __builtin_ia32_pmaddwd256
typedef short qm_pairs __attribute__((ext_vector_type(16)));
#endif

#if QM_DOT4

typedef uint qm_a;
typedef QM_V(uint) qm_b;

inline qm_a qm_prepare_a(const uint *word)
{
	return word[0];
}

inline qm_b qm_decode_b(QM_V(uint) word)
{
	return word;
}

/* The function takes one word; vectors are taken apart. */
inline int qm_dot1(uint a, uint b)
{
	return dot_4x8packed_ss_int(a, b);
}

inline int2 qm_dot2(uint a, uint2 b)
{
	return (int2)(qm_dot1(a, b.lo), qm_dot1(a, b.hi));
}

inline int4 qm_dot4(uint a, uint4 b)
{
	return (int4)(qm_dot2(a, b.lo), qm_dot2(a, b.hi));
}

inline int8 qm_dot8(uint a, uint8 b)
{
	return (int8)(qm_dot4(a, b.lo), qm_dot4(a, b.hi));
}

inline int16 qm_dot16(uint a, uint16 b)
{
	return (int16)(qm_dot8(a, b.lo), qm_dot8(a, b.hi));
}

inline qm_acc qm_step(qm_acc acc, qm_a a, qm_b b)
{
	return acc + QM_PASTE(qm_dot, QM_VEC)(a, b);
}

#elif defined(QM_MADD)

typedef uint2 qm_a;
typedef struct {
	qm_pairs even, odd;
} qm_b;

inline qm_a qm_prepare_a(const uint *word)
{
	const short2 x = as_short2(word[0]);
	const short2 even = (short2)(x << (short2)(8)) >> (short2)(8), odd = x >> (short2)(8);

	return (uint2)(as_uint(even), as_uint(odd));
}

inline qm_b qm_decode_b(QM_V(uint) word)
{
	const qm_pairs x = __builtin_astype(word, qm_pairs);
	qm_b b;

	b.even = (x << (qm_pairs)(8)) >> (qm_pairs)(8);
	b.odd = x >> (qm_pairs)(8);
	return b;
}

inline qm_acc qm_step(qm_acc acc, qm_a a, qm_b b)
{
	acc += QM_MADD(__builtin_astype((QM_V(uint))(a.x), qm_pairs), b.even);
	acc += QM_MADD(__builtin_astype((QM_V(uint))(a.y), qm_pairs), b.odd);
	return acc;
}

#elif QM_VEC > 1

typedef int4 qm_a;
typedef struct {
	QM_V(int) s0, s1, s2, s3;
} qm_b;

inline qm_a qm_prepare_a(const uint *word)
{
	return convert_int4(as_char4(word[0]));
}

inline qm_b qm_decode_b(QM_V(uint) word)
{
	const QM_V(int) x = QM_AS(int)(word);
	qm_b b;

	b.s0 = (x << 24) >> 24;
	b.s1 = (x << 16) >> 24;
	b.s2 = (x << 8) >> 24;
	b.s3 = x >> 24;
	return b;
}

inline qm_acc qm_step(qm_acc acc, qm_a a, qm_b b)
{
	return acc + a.s0 * b.s0 + a.s1 * b.s1 + a.s2 * b.s2 + a.s3 * b.s3;
}

#else

typedef uint qm_a;
typedef int4 qm_b;

inline qm_a qm_prepare_a(const uint *word)
{
	return word[0];
}

inline qm_b qm_decode_b(uint word)
{
	return convert_int4(as_char4(word));
}

inline qm_acc qm_step(qm_acc acc, qm_a a, qm_b b)
{
	const int4 x = convert_int4(as_char4(a));

	return acc + x.s0 * b.s0 + x.s1 * b.s1 + x.s2 * b.s2 + x.s3 * b.s3;
}

#endif
