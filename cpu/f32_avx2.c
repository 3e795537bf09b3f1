/* f32_avx2.c - eight floats a register: vfmadd.
 *
 * Its run() also multiplies what other formats decode to.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define STEP_REGISTERS 1 /* of columns: the product needs none */

#include "cpu/fma_avx2.inc"
#include "cpu/outer.inc"
#include "cpu/runs.h"

void qm_run_f32_avx2(const struct qm_tile *t)
{
	run(t);
}

extern const struct qm_family qm_f32;
extern const struct qm_cpu_kernel f32_avx2;

const struct qm_cpu_kernel f32_avx2 = {
	.base = {
		.name = "f32_avx2",
		.idea = "vfmadd ymm, 6x16 tile",
		.family = &qm_f32,
		.tile = { MR, NR, 1 },
	},
	.a = &qm_pack_f32x1_rows,
	.b = &qm_pack_f32x1,
	.run = run,
	.joins_last = true,
};
