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

void qm_pack_strip(const struct qm_plan *plan, const struct qm_matrix *a, size_t i,
                   struct range slice, char *to, char *packed_a)
{
	const struct qm_cpu_kernel *k = plan->kernel;
	const struct qm_matrix part_of_a = qm_matrix_slice(a, slice.from, slice.to);
	const struct range rows = strip_rows(plan, i);

	if (k->starts && slice.from == 0)
		k->starts(a, rows.from, length(rows),
		          (int32_t *)(void *)(packed_a + a_starts(plan)) + rows.from);
	if (plan->in_place)
		return;
	if (k->pack_a) {
		const int least = k->pack_a(&part_of_a, rows.from, length(rows), to);

		if (k->least)
			mark_strip(i, slice.from, least, packed_a + a_marks(plan));
		return;
	}
	k->a->panel(&part_of_a, rows.from, length(rows), length(rows), to);
	if (k->least && slice.from == 0)
		mark(plan, a, rows, packed_a + a_marks(plan), i);
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
		const struct range slice = slice_at(plan, k);

		for (size_t i = mine.from + share.from; i < mine.from + share.to; i++)
			qm_pack_strip(plan, a, i, slice,
			              (char *)packed_a +
			                      a_offset(plan, slice, strip_rows(plan, i).from),
			              packed_a);
	}
}
