/* gemm_pack.c - operands into the order in which a plan reads them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "cpu/gemm.h"
#include "cpu/gemm_range.h"

/* Entry `index` of the marks: the least of these rows. */
static void mark(const struct qm_plan *plan, const struct qm_matrix *x, struct range rows,
                 char *marks, size_t index)
{
	const int least = plan->kernel->least((const char *)x->codes + rows.from * x->row_bytes,
	                                      length(rows), x->row_bytes, x->k);

	memcpy(marks + index * sizeof least, &least, sizeof least);
}

/* The threads that compute with a panel pack it, so that its pages lie near them. */
void qm_plan_pack_b(const struct qm_plan *plan, size_t thread, const struct qm_matrix *b,
                    void *packed_b)
{
	const size_t nr = plan->kernel->base.tile.n;

	if (thread >= plan->grid_m * plan->grid_n)
		return;

	const struct range mine = part(plan->panels, plan->grid_n, thread % plan->grid_n);
	const struct range share = part(length(mine), plan->grid_m, thread / plan->grid_n);

	for (size_t j = mine.from + share.from; j < mine.from + share.to; j++) {
		const struct range rows = { j * nr, smaller(j * nr + nr, plan->shape.n) };

		plan->kernel->b->panel(b, rows.from, length(rows), nr,
		                       (char *)packed_b + j * plan->panel_bytes);
		if (plan->kernel->least)
			mark(plan, b, rows, (char *)packed_b + b_marks(plan), j);
	}
}

/* Of the slices up to this one: sums are made of what was met so far. */
static void mark_strip(size_t i, size_t slice, int least, char *marks)
{
	int before = least;

	if (slice > 0)
		memcpy(&before, marks + i * sizeof before, sizeof before);
	if (before <= least)
		least = before;
	memcpy(marks + i * sizeof least, &least, sizeof least);
}

void qm_pack_strip(const struct a_slice *of, size_t i, char *to)
{
	const struct qm_plan *plan = of->plan;
	const struct qm_cpu_kernel *k = plan->kernel;
	const struct range rows = strip_rows(plan, i);

	if (k->starts && of->k.from == 0)
		k->starts(is_copied(plan, i) ? of->a : &of->units, rows.from, length(rows),
		          of->starts + rows.from);
	if (is_copied(plan, i) && of->k.from == 0)
		k->a->panel(of->a, rows.from, length(rows), length(rows), of->copy);
	if (plan->in_place)
		return;
	if (k->pack_a) {
		const int least = k->pack_a(&of->slice, rows.from, length(rows), to);

		if (k->least)
			mark_strip(i, of->k.from, least, of->marks);
		return;
	}
	k->a->panel(&of->slice, rows.from, length(rows), length(rows), to);
	if (k->least && of->k.from == 0)
		mark(plan, of->a, rows, of->marks, i);
}

/* The threads that compute with a strip pack it. */
void qm_plan_pack_a(const struct qm_plan *plan, size_t thread, const struct qm_matrix *a,
                    void *packed_a)
{
	if (!qm_plan_shares_a(plan) || thread >= plan->grid_m * plan->grid_n)
		return;

	const struct range mine = part(plan->strips, plan->grid_m, thread / plan->grid_n);
	const struct range share = part(length(mine), plan->grid_n, thread % plan->grid_n);

	for (size_t k = 0; k < plan->shape.k; k += plan->k_block) {
		const struct a_slice of = slice_of_a(plan, a, slice_at(plan, k), packed_a);

		for (size_t i = mine.from + share.from; i < mine.from + share.to; i++)
			qm_pack_strip(&of, i, (char *)packed_a +
			                      a_offset(plan, of.k, strip_rows(plan, i).from));
	}
}
