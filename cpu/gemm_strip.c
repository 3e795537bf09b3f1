/* gemm_strip.c - a strip of A times neighbouring panels of B: which body computes it, and where the
 * sums go.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <limits.h>
#include <string.h>

#include "cpu/gemm.h"
#include "cpu/gemm_area.h"

/* The smallest of the marks [from, from + count). */
static int least_of(const char *marks, size_t from, size_t count)
{
	int least = INT_MAX;

	for (size_t i = from; i < from + count; i++) {
		int one;

		memcpy(&one, marks + i * sizeof one, sizeof one);
		least = one < least ? one : least;
	}
	return least;
}

/* Whether run() keeps the contract on strip i and panels with this mark. */
static bool is_exact(const struct area *at, size_t i, int least)
{
	const struct qm_cpu_kernel *k = at->plan->kernel;

	return !k->least || least_of(at->of_a.marks, i, 1) + least >= k->least_sum;
}

static void run_tile(const struct qm_plan *plan, const struct qm_tile *t, bool exact)
{
	const struct qm_cpu_kernel *k = plan->kernel;

	if (!exact)
		k->other(t);
	else if (k->decode && !plan->decodes)
		k->few(t);
	else
		k->run(t);
}

struct group qm_group_of(const struct area *at, size_t j, size_t panels)
{
	const struct qm_plan *plan = at->plan;
	const size_t whole = smaller(panels, plan->shape.n / plan->kernel->base.tile.n - j);
	const char *const marks = plan->kernel->least ? at->b + b_marks(plan) : NULL;

	return (struct group){
		.j = j,
		.whole = whole,
		.ends = whole < panels,
		.least = marks ? least_of(marks, j, whole) : 0,
		.last_least = marks ? least_of(marks, j + whole, panels - whole) : 0,
	};
}

/* The panel that C ends in, behind the others of `t`.  Kernels write whole panels, so it stays in
 * the scratch until it is copied.
 */
static void run_last_panel(const struct area *at, struct qm_tile t, char *sums, char *c, bool exact)
{
	const size_t columns = at->plan->shape.n % at->plan->kernel->base.tile.n;

	t.b = (const char *)t.b + t.panels * t.b_panel;
	t.head = t.head ? (const char *)t.head + t.panels * t.head_panel : NULL;
	t.ahead += t.panels * t.ahead_panel;
	t.panels = 1;
	t.columns = columns;
	t.sums = t.first ? NULL : sums;
	t.c = sums;
	t.c_row = at->scratch_row;
	run_tile(at->plan, &t, exact);
	for (size_t i = 0; t.last && i < t.rows; i++)
		memcpy(c + i * at->c_row, sums + i * at->scratch_row, columns * ELEMENT);
}

/* Strip i and whole panels, while run() packs the rows; again, if they turn out to be no data for it. */
static void run_and_pack(const struct area *at, struct qm_tile *t, size_t i, int least)
{
	const struct qm_matrix *const slice = &at->of_a.slice;
	int found = 0;

	t->codes = (const char *)slice->codes + strip_rows(at->plan, i).from * slice->row_bytes;
	t->codes_row = slice->row_bytes;
	t->packed = at->room;
	t->found = &found;
	run_tile(at->plan, t, true);
	t->codes = NULL;
	if (!at->plan->kernel->least)
		return;
	memcpy(at->of_a.marks + i * sizeof found, &found, sizeof found);
	if (!is_exact(at, i, least))
		run_tile(at->plan, t, false);
}

void qm_run_strip(const struct area *at, const struct group *panels, struct qm_tile *t, size_t i,
                  size_t row)
{
	const size_t nr = at->plan->kernel->base.tile.n;
	const size_t column = (panels->j - at->panels.from) * nr * ELEMENT;
	const size_t whole = panels->whole * nr * ELEMENT;
	char *const c = at->c + row * at->c_row + column;
	char *const sums = at->scratch + column +
	                   (t->first && t->last ? 0 : row * at->scratch_row);

	t->sums = t->first ? NULL : sums;
	t->c = t->last ? c : sums;
	if (at->plan->packs_in_run)
		run_and_pack(at, t, i, panels->least);
	else if (panels->whole > 0)
		run_tile(at->plan, t, is_exact(at, i, panels->least));
	if (panels->ends)
		run_last_panel(at, *t, sums + whole, c + whole,
		               is_exact(at, i, panels->last_least));
}
