/* gemm_run.c - the loops around neighbouring panels: areas of C, and slices of k.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/gemm.h"
#include "cpu/gemm_area.h"

/* Panels from j on that are handed over at once. */
static size_t group_at(const struct area *at, size_t j)
{
	const struct qm_plan *plan = at->plan;
	const size_t left = at->panels.to - j, group = smaller(plan->panel_group, left);

	return plan->joins_last && at->panels.to == plan->panels && left == group + 1 ? left : group;
}

/* An area of C, slice by slice of k. */
static void run_area(struct area *at)
{
	const struct qm_plan *plan = at->plan;
	const size_t nr = plan->kernel->base.tile.n;

	at->c += strip_rows(plan, at->strips.from).from * at->c_row +
	         at->panels.from * nr * ELEMENT;
	at->scratch_row = length(at->panels) * nr * ELEMENT;
	for (size_t k = 0; k < plan->shape.k; k += plan->k_block) {
		at->k = slice_at(plan, k);
		at->of_a = slice_of_a(plan, at->matrix, at->k, at->a);
		for (size_t j = at->panels.from, group; j < at->panels.to; j += group) {
			group = group_at(at, j);
			qm_run_panels(at, j, group);
		}
	}
}

void qm_plan_compute(const struct qm_plan *plan, size_t thread, const struct qm_matrix *a,
                     void *packed_a, const void *packed_b, void *scratch, void *c,
                     size_t c_row)
{
	if (thread >= plan->grid_m * plan->grid_n)
		return;

	const struct range strips = part(plan->strips, plan->grid_m, thread / plan->grid_n);
	const struct range panels = part(plan->panels, plan->grid_n, thread % plan->grid_n);

	for (size_t j = panels.from; j < panels.to; j += plan->panel_block)
		for (size_t i = strips.from; i < strips.to; i += plan->strip_block)
			run_area(&(struct area){
				.plan = plan,
				.matrix = a,
				.fresh = j == panels.from && !qm_plan_shares_a(plan),
				.a = packed_a,
				.room = (char *)packed_a + thread * a_room(plan),
				.b = packed_b,
				.c = c,
				.scratch = (char *)scratch + thread * plan->scratch_bytes,
				.c_row = c_row,
				.index = i - strips.from,
				.strips_in_all = length(strips),
				.panels_in_all = length(panels),
				.strips = { i, smaller(i + plan->strip_block, strips.to) },
				.panels = { j, smaller(j + plan->panel_block, panels.to) },
			});
}
