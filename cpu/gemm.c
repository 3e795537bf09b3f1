/* gemm.c - a plan: the tiles, who computes them, and how large a piece stays in which cache.
 *
 * A slice of a panel of B stays in the second-level cache while the strips of A pass by, as
 * in BLIS (Van Zee and van de Geijn, ACM TOMS 41(3), 2015), though one level further out.
 * Beside it stays an area of C until it is finished, and the slice of A that is in use.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/gemm.h"
#include "cpu/gemm_range.h"

enum {
	DECODED_GROUP = 4, /* panels decoded at once for a single strip */
	LINE = 64          /* bytes of a cache line, which no two threads should share */
};

static size_t at_least_one(size_t x)
{
	return x ? x : 1;
}

/* Threads along m and n so that the busiest one has the fewest tiles.  Among equals so that it
 * reads the least: threads along m share B, and those along n A.  Where that is equal as well
 * the most along m, for A was just written, and lies in the caches of those who packed it.
 */
static void choose_grid(struct qm_plan *plan)
{
	const double a = (double)qm_plan_a_bytes(plan), b = (double)qm_plan_b_bytes(plan);
	size_t fewest = SIZE_MAX;
	double least = 0;

	for (size_t gm = plan->threads; gm >= 1; gm--) {
		const size_t gn = plan->threads / gm;
		const size_t tiles = divide_up(plan->strips, gm) * divide_up(plan->panels, gn);
		const double bytes = a / (double)gm + b / (double)gn;

		if (tiles > fewest || (tiles == fewest && bytes >= least))
			continue;
		fewest = tiles;
		least = bytes;
		plan->grid_m = gm;
		plan->grid_n = gn;
	}
}

/* `count` in nearly equal blocks of at most `room`. */
static size_t balanced(size_t count, size_t room)
{
	return divide_up(count, divide_up(count, at_least_one(room)));
}

/* The area of C that a thread finishes before the next: it stays in L2 with the slice of A
 * that belongs to it, `slice` bytes for each strip of `rows` rows.  (Kept in L2 instead, a
 * slice of A would meet all of C, and C would travel to L3 and back once for every slice.)
 */
static void choose_area(struct qm_plan *plan, const struct qm_caches *caches, size_t rows,
                        size_t slice)
{
	const size_t room = caches->l2 / 8 * 5;

	plan->strip_block = balanced(plan->strips, room / 2 / slice);

	const size_t left = room - smaller(room, plan->strip_block * slice);
	const size_t panel = plan->strip_block * rows * plan->kernel->base.tile.n * ELEMENT;

	plan->panel_block = smaller(plan->panels, at_least_one(left / panel));
	plan->scratch_bytes = divide_up(plan->panel_block * panel, LINE) * LINE;
}

/* How much of k makes a slice.  Where strips share a panel, or it is decoded, its slice stays
 * in L2 beside the one that is fetched next: to read it from there costs a register tile less
 * than to take its sums up from C more often.  Where B passes through a single strip once, half
 * of L1 is for that strip.
 */
static void choose_blocks(struct qm_plan *plan, const struct qm_caches *caches)
{
	const struct qm_cpu_kernel *k = plan->kernel;
	const size_t nr = k->base.tile.n, rows = smaller(plan->shape.m, k->base.tile.m);
	/* Bytes of one packing step of B, as run() reads it, and of as much of A. */
	const size_t b_step = nr * (plan->decodes ? k->decoded : k->b->unit);
	const size_t a_step = rows * divide_up(k->b->kr, k->a->kr) * k->a->unit;
	const size_t steps = divide_up(plan->shape.k, k->b->kr);
	const size_t line = divide_up(k->a->kr * qm_pack_run(k->a), k->b->kr); /* is not cut */
	size_t fit = caches->l2 / 8 / b_step;

	if (plan->decodes)
		fit = smaller(caches->l2 / 16, QM_DECODED_BYTES) / (b_step * plan->panel_group);
	else if (plan->strips == 1)
		fit = caches->l1 / 2 / a_step;

	const size_t block = balanced(divide_up(steps, line), fit / line) * line;

	plan->k_block = block * k->b->kr;
	choose_area(plan, caches, rows, a_step * block);
}

struct qm_plan qm_plan_make(const struct qm_cpu_kernel *kernel, struct qm_shape shape,
                            size_t threads, const struct qm_caches *caches)
{
	struct qm_plan plan = {
		.kernel = kernel,
		.shape = shape,
		.threads = threads,
		.strips = divide_up(shape.m, kernel->base.tile.m),
		.panels = divide_up(shape.n, kernel->base.tile.n),
		.panel_bytes = qm_panel_bytes(kernel->b, kernel->base.tile.n, shape.k),
	};

	plan.strip_rows = shape.m / plan.strips;
	plan.longer_strips = shape.m % plan.strips;
	choose_grid(&plan);
	plan.decodes = kernel->decode && shape.m > kernel->few_rows;
	/* With one strip nothing of B is used twice: panels may be taken together. */
	plan.panel_group = plan.strips > 1 ? 1 : plan.decodes ? DECODED_GROUP : plan.panels;
	choose_blocks(&plan, caches);
	return plan;
}

size_t qm_plan_a_bytes(const struct qm_plan *plan)
{
	return a_marks(plan) + (plan->kernel->least ? plan->strips * sizeof(int) : 0);
}

size_t qm_plan_b_bytes(const struct qm_plan *plan)
{
	return b_marks(plan) + (plan->kernel->least ? plan->panels * sizeof(int) : 0);
}

size_t qm_plan_scratch_bytes(const struct qm_plan *plan)
{
	return plan->threads * plan->scratch_bytes;
}
