/* tf32_avx2.c - the instructions of f32 on operands rounded to 10 bits of mantissa.
 *
 * Rounding is a matter of the data; the product takes as long as that of f32.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define STEP_REGISTERS 1 /* of columns: the product needs none */

#include "cpu/fma_avx2.inc"
#include "cpu/outer.inc"

extern const struct qm_family qm_tf32;
extern const struct qm_cpu_kernel tf32_avx2;

const struct qm_cpu_kernel tf32_avx2 = {
	.base = {
		.name = "tf32_avx2",
		.idea = "vfmadd ymm, 6x16 tile",
		.family = &qm_tf32,
		.tile = { MR, NR, 1 },
	},
	.a = &qm_pack_tf32x1_rows,
	.b = &qm_pack_tf32x1,
	.run = run,
	.joins_last = true,
};
