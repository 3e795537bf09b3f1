/* f32_opencl.cl - one float a step: acc = fma(a, b, acc), lanes along the columns.
 *
 * Each element of C has one accumulator, from +0, and k ascends: contract C1 on every
 * device that rounds fma() once and keeps subnormals, which the host checks.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#pragma OPENCL FP_CONTRACT OFF

typedef float qm_c;
typedef float qm_a;
typedef QM_V(float) qm_b;
typedef QM_V(float) qm_acc;

inline qm_a qm_prepare_a(const uint *word)
{
	return as_float(word[0]);
}

inline qm_b qm_decode_b(QM_V(uint) word)
{
	return QM_AS(float)(word);
}

inline qm_acc qm_step(qm_acc acc, qm_a a, qm_b b)
{
	return fma((qm_b)(a), b, acc);
}
