/* fp8mixed.c - activations in E4M3 by weights in E5M2.
 *
 * Products are multiples of 2^-25 below 2^25: exact in single precision, and no sum is ever
 * subnormal.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "kernels/convert.h"
#include "kernels/float_rows.h"

extern const struct qm_format qm_format_fp8e4m3, qm_format_fp8e5m2;

static const struct qm_reader e4m3 = { qm_get_byte, qm_f32_from_e4m3 };
static const struct qm_reader e5m2 = { qm_get_byte, qm_f32_from_e5m2 };

static void element(const struct qm_problem *p, size_t i, size_t j, void *c)
{
	qm_element_c1(p, i, j, e4m3, e5m2, c);
}

const struct qm_family qm_fp8mixed = {
	.name = "fp8mixed",
	.idea = "FP8 E4M3 activations by E5M2 weights to single precision",
	.contract = QM_CONTRACT_C1,
	.a = &qm_format_fp8e4m3,
	.b = &qm_format_fp8e5m2,
	.c = QM_FLOAT32,
	.k_max = (size_t)1 << 31,
	.k_multiple = 1,
	.element = element,
};
