/* gemm.c - a plan: the tiles, who computes them, and how large a piece stays in which cache.
 *
 * BLIS: Van Zee and van de Geijn, ACM TOMS 41(3), 2015.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/gemm.h"
#include "cpu/gemm_range.h"

enum {
	DECODED_GROUP = 4, /* panels decoded at once for a single strip */
	WAYS = 6,          /* of the first-level cache's, which are eight and more, for A */
	FEW_PANELS = 32    /* for which it matters how a strip of A is packed */
};

static const double clearly = 1.25; /* more */

static size_t at_least_one(size_t x)
{
	return x ? x : 1;
}

/* Rows that a strip may have. */
static size_t strip_room(const struct qm_plan *plan)
{
	const struct qm_cpu_kernel *const k = plan->kernel;

	return k->few_strip && !plan->decodes ? k->few_strip : k->base.tile.m;
}

/* Threads along m and n so that the busiest one has the least to multiply.  Among equals so that it
 * reads the least: threads along m share B, and those along n A.  But the most along m unless that
 * is clearly more to read, for then nobody waits for what others pack of A.
 */
static void choose_grid(struct qm_plan *plan)
{
	const size_t m = plan->shape.m;
	const double a = (double)(m * qm_units_bytes(plan->kernel->a, plan->shape.k));
	const double b = (double)(plan->panels * plan->panel_bytes);
	size_t fewest = SIZE_MAX;
	double least = 0;

	for (size_t gm = smaller(plan->threads, m); gm >= 1; gm--) {
		const size_t gn = plan->threads / gm;
		const size_t products = divide_up(m, gm) * divide_up(plan->panels, gn);
		const double bytes = a / (double)gm + b / (double)gn;

		if (products > fewest || (products == fewest && bytes * clearly >= least))
			continue;
		fewest = products;
		least = bytes;
		plan->grid_m = gm;
		plan->grid_n = gn;
	}
	plan->strips = plan->grid_m * divide_up(divide_up(m, plan->grid_m), strip_room(plan));
	plan->strip_rows = divide_up((uint64_t)m << QM_ROWS_SHIFT, plan->strips);
}

/* `count` in nearly equal blocks of at most `room`. */
static size_t balanced(size_t count, size_t room)
{
	return divide_up(count, divide_up(count, at_least_one(room)));
}

/* Of a strip. */
static size_t most_rows(const struct qm_plan *plan)
{
	return divide_up(plan->shape.m, plan->strips);
}

/* Bytes of one packing step of B, as run() reads it, and of as much of a strip of A. */
static size_t b_step(const struct qm_plan *plan)
{
	const struct qm_cpu_kernel *k = plan->kernel;

	return k->base.tile.n * (plan->decodes ? k->decoded : k->b->unit);
}

static size_t a_step(const struct qm_plan *plan)
{
	const struct qm_cpu_kernel *k = plan->kernel;

	return most_rows(plan) * divide_up(k->b->kr, k->a->kr) * k->a->unit;
}

/* Slices of k, nearly equal, with room for `fit` packing steps of B.  Lines of a row of A are
 * not cut.
 */
static void choose_slices(struct qm_plan *plan, size_t fit)
{
	const struct qm_packing *const a = plan->kernel->a, *const b = plan->kernel->b;
	const size_t whole = divide_up(a->rows ? a->kr * QM_LINE / a->unit : a->kr, b->kr);
	const size_t steps = divide_up(plan->shape.k, b->kr);

	plan->k_block = balanced(divide_up(steps, whole), fit / whole) * whole * b->kr;
}

/* Whether sums are never taken up again. */
static bool in_one_go(const struct qm_plan *plan)
{
	return plan->k_block >= plan->shape.k;
}

static void choose_scratch(struct qm_plan *plan)
{
	const size_t rows = (in_one_go(plan) ? 1 : plan->strip_block) * most_rows(plan);
	const size_t bytes = rows * plan->panel_block * plan->kernel->base.tile.n * ELEMENT;

	plan->scratch_bytes = divide_up(bytes, QM_LINE) * QM_LINE;
}

/* Panels that are decoded: a slice of one (for a single strip, of several) is decoded for all
 * strips of an area of C, which stays in L2 with the slice of A that belongs to it.
 */
static void choose_decoding(struct qm_plan *plan, const struct qm_caches *caches)
{
	const size_t room = caches->l2 / 8 * 5, fit = smaller(caches->l2 / 16, QM_DECODED_BYTES);

	/* With one strip nothing of B is used twice: panels may be taken together. */
	plan->panel_group = plan->strips > 1 ? 1 : DECODED_GROUP;
	choose_slices(plan, fit / (b_step(plan) * plan->panel_group));

	const size_t slice = a_step(plan) * divide_up(plan->k_block, plan->kernel->b->kr);

	plan->strip_block = balanced(plan->strips, room / 2 / slice);

	const size_t left = room - smaller(room, plan->strip_block * slice);
	const size_t panel = plan->strip_block * most_rows(plan) *
	                     plan->kernel->base.tile.n * ELEMENT;

	plan->panel_block = smaller(plan->panels, at_least_one(left / panel));
}

/* Panels that are read as packed: strips of A go one after the other through a block of B, as
 * strips of B go through a block of A in BLIS, but for which operand is which.  A slice of a
 * strip stays in L2 (of a single strip, for which all of B passes by, in L1); sums are taken up
 * again as seldom as that allows.  Where C is written once, all strips are computed in one go.
 *
 * What stays in the last cache is one block: B comes from there as fast as a tile takes it.  Else
 * a block stays in L2, while the next one is fetched from memory.  All of A passes by each block: if
 * it does not stay in the last cache, blocks are larger and fewer, and come from there.
 */
static void choose_streaming(struct qm_plan *plan, const struct qm_caches *caches)
{
	const size_t panels = divide_up(plan->panels, plan->grid_n);
	const size_t a = plan->shape.m * plan->kernel->a->format->row_bytes(plan->shape.k);
	const bool stays = panels * plan->panel_bytes <= caches->l3 / 4 / plan->grid_n;
	const size_t room = a <= caches->l3 / 8 * 3 ? caches->l2 / 2
	                                            : caches->l3 / 16 / plan->grid_n;

	choose_slices(plan, (plan->strips > 1 ? caches->l2 / 4 : caches->l1 / 2) / a_step(plan));
	plan->strip_block = in_one_go(plan) ? plan->strips : 1;
	plan->panel_block = stays || plan->strips == 1
	                            ? panels
	                            : balanced(panels, room / plan->panel_bytes);
	plan->panel_group = plan->panel_block;
}

/* The most of `rows` lines, `stride` bytes apart, that are in one set of a first-level cache. */
static size_t lines_in_a_set(size_t rows, size_t stride)
{
	size_t count[QM_PAGE / QM_LINE] = { 0 }, most = 0;

	for (size_t i = 0; i < rows; i++) {
		size_t *const set = &count[i * stride % QM_PAGE / QM_LINE];

		++*set;
		most = *set > most ? *set : most;
	}
	return most;
}

/* A step reads a word of each row, and the next step the word beside it: the lines of all rows
 * must stay in L1, which rows a power of two apart do not.  Rows may end within a word if what
 * follows them there is taken off again (starts() in kernel.h), and is no more than the next row.
 */
static bool can_stay(const struct qm_cpu_kernel *kernel, struct qm_shape shape)
{
	const size_t rows = smaller(shape.m, kernel->base.tile.m);
	const bool ends_well = shape.k % kernel->a->kr == 0 ||
	                       (kernel->starts && shape.k > kernel->a->kr);

	return kernel->a->as_is && ends_well &&
	       lines_in_a_set(rows, kernel->a->format->row_bytes(shape.k)) <= WAYS;
}

/* Only where a strip's sums can be taken anew: that it is no data for run() is found on the way.  And
 * only for a few panels: where many follow, rows are better read one by one.
 */
static bool can_pack_in_run(const struct qm_plan *plan)
{
	const struct qm_cpu_kernel *const k = plan->kernel;

	return k->packs_rows && plan->a_once && in_one_go(plan) &&
	       plan->shape.n >= k->base.tile.n && plan->panels <= FEW_PANELS &&
	       plan->shape.m / plan->strips > k->base.tile.m / 2;
}

struct qm_plan qm_plan_make(const struct qm_cpu_kernel *kernel, struct qm_shape shape,
                            size_t threads, const struct qm_caches *caches)
{
	struct qm_plan plan = {
		.kernel = kernel,
		.shape = shape,
		.threads = threads,
		.panels = divide_up(shape.n, kernel->base.tile.n),
		.panel_bytes = qm_panel_bytes(kernel->b, kernel->base.tile.n, shape.k),
	};
	const size_t last = shape.n % kernel->base.tile.n;

	plan.decodes = kernel->decode && shape.m > kernel->few_rows;
	choose_grid(&plan);
	plan.in_place = can_stay(kernel, shape);
	plan.copies_last = plan.in_place && shape.k % kernel->a->kr != 0;
	if (plan.decodes)
		choose_decoding(&plan, caches);
	else
		choose_streaming(&plan, caches);
	choose_scratch(&plan);
	plan.a_once = !plan.in_place && plan.grid_n == 1 && plan.panel_block >= plan.panels &&
	              (plan.strip_block == 1 || (!plan.decodes && in_one_go(&plan)));
	plan.packs_in_run = can_pack_in_run(&plan);
	plan.joins_last = kernel->joins_last && last > 0 && last <= kernel->base.tile.n / 2;
	return plan;
}

size_t qm_plan_a_bytes(const struct qm_plan *plan)
{
	return plan->copies_last
	               ? a_copy(plan) + most_rows(plan) * qm_units_bytes(plan->kernel->a, plan->shape.k)
	               : a_starts_end(plan);
}

size_t qm_plan_b_bytes(const struct qm_plan *plan)
{
	return b_marks(plan) + (plan->kernel->least ? plan->panels * sizeof(int) : 0);
}

size_t qm_plan_scratch_bytes(const struct qm_plan *plan)
{
	return plan->threads * plan->scratch_bytes;
}
