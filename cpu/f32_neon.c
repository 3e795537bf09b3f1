/* f32_neon.c - four floats a register: fmla by element.
 *
 * Its run() also multiplies what other formats decode to.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/fma_neon.inc"
#include "cpu/outer_lane.inc"
#include "cpu/runs.h"

void qm_run_f32_neon(const struct qm_tile *t)
{
	run(t);
}

extern const struct qm_family qm_f32;
extern const struct qm_cpu_kernel f32_neon;

const struct qm_cpu_kernel f32_neon = {
	.base = {
		.name = "f32_neon",
		.idea = "fmla by element, 6x16 tile",
		.family = &qm_f32,
		.tile = { MR, NR, 1 },
	},
	.a = &qm_pack_f32x1,
	.b = &qm_pack_f32x1,
	.run = run,
};
