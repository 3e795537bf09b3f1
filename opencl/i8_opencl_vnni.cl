/* i8_opencl_vnni.cl - vpdpbusd inside OpenCL C, on an x86 CPU whose driver is PoCL.
 *
 * What the silicon gives where the driver's compiler forms no such instruction: PoCL as
 * distributions build it knows no x86 beyond Skylake.  The first operand is unsigned, so
 * activations carry a bias of 128, and the head of a column, -128 times the sum of its
 * weights, takes it back; the additions wrap, so the 32 bits are exact in any order.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#pragma OPENCL FP_CONTRACT OFF

typedef int qm_c;
typedef uint qm_a;
typedef QM_V(uint) qm_b;
typedef QM_V(int) qm_acc;

inline qm_a qm_prepare_a(const uint *word)
{
	return word[0] ^ 0x80808080u;
}

inline qm_b qm_decode_b(QM_V(uint) word)
{
	return word;
}

inline qm_acc qm_start(QM_V(uint) head)
{
	return QM_AS(int)(head);
}

inline qm_acc qm_step(qm_acc acc, qm_a a, qm_b b)
{
	const qm_b x = (qm_b)(a);

	__asm__("vpdpbusd %2, %1, %0" : "+v"(acc) : "v"(x), "v"(b));
	return acc;
}
