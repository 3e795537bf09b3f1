/* gemm_run.c - the loops around the register tile.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <limits.h>
#include <stdalign.h>
#include <string.h>

#include "cpu/gemm.h"
#include "cpu/gemm_range.h"

/* An area of C, and the slice of k that is being added to it. */
struct area {
	const struct qm_plan *plan;
	const struct qm_matrix *matrix; /* A */
	bool fresh;        /* strips of A are met for the first time */
	char *a, *room;    /* packed A, and of it the thread's own */
	const char *b;     /* packed */
	char *c, *scratch; /* of the first strip and panel: the result, and sums */
	size_t c_row, scratch_row;
	size_t index, strips_in_all; /* of the first strip among the thread's, of so many */
	size_t panels_in_all;
	struct range strips, panels, k;
	struct a_slice of_a; /* the slice */
};

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

/* The slices of `panels` panels as run() reads them, one after the other at `to`; returns
 * the bytes from one to the next.
 */
static size_t decode_panels(const struct area *at, const struct qm_tile *t, size_t panels,
                            char *to)
{
	const struct qm_cpu_kernel *k = at->plan->kernel;
	const size_t steps = divide_up(length(at->k), k->b->kr);
	const size_t bytes = steps * k->base.tile.n * k->decoded;

	for (size_t j = 0; j < panels; j++)
		k->decode(&(struct qm_decode){
			.from = (const char *)t->b + j * t->b_panel,
			.head = t->head ? (const char *)t->head + j * t->b_panel : NULL,
			.steps = steps,
			.to = to + j * bytes,
		});
	return bytes;
}

/* Packed B of panel j from k on. */
static const char *packed_b(const struct area *at, size_t j, size_t k)
{
	const struct qm_packing *how = at->plan->kernel->b;

	return at->b + j * at->plan->panel_bytes +
	       at->plan->kernel->base.tile.n * (how->head + k / how->kr * how->unit);
}

/* What comes after the panels [j, j + panels): the panels beside them, or the next slice of k,
 * or what lies beside the area.
 */
static const char *next_b(const struct area *at, size_t j, size_t panels)
{
	if (j + panels < at->panels.to)
		return packed_b(at, j + panels, at->k.from);
	if (at->plan->decodes && at->k.to < at->plan->shape.k)
		return packed_b(at, at->panels.from, at->k.to);
	return packed_b(at, at->panels.to < at->plan->panels ? at->panels.to : j,
	                at->plan->decodes ? 0 : at->k.from);
}

/* What is fetched while panels from j on are multiplied, for the first strip; returns how much further
 * on the next one fetches.  Where a panel is decoded for all strips, or a block is not all of B: of
 * what comes after it, each strip its share, so that memory is never idle.  Else the panel beside,
 * which comes from the last cache.
 */
static size_t fetch_next(const struct area *at, size_t j, size_t panels, struct qm_tile *t)
{
	const struct qm_plan *plan = at->plan;
	const struct qm_packing *how = plan->kernel->b;
	const size_t slice = divide_up(length(at->k), how->kr) * plan->kernel->base.tile.n *
	                     how->unit;
	const size_t strips = plan->decodes ? length(at->strips) : at->strips_in_all;
	const bool shares = plan->decodes || length(at->panels) < at->panels_in_all;

	t->ahead_panel = plan->panel_bytes;
	t->ahead_step = divide_up(slice, (shares ? strips : 1) * t->steps);
	if (!shares) {
		t->ahead = packed_b(at, j, at->k.from) + plan->panel_bytes;
		return 0;
	}
	t->ahead = next_b(at, j, panels) +
	           (plan->decodes ? 0 : at->index) * t->steps * t->ahead_step;
	return t->steps * t->ahead_step;
}

/* The rows of the slice of A as run() reads them. */
struct rows_of_a {
	char *at;      /* the first of all, if it stands there: of what is packed anew each is the first */
	size_t to_row; /* bytes from the place of a row to that of the next */
	size_t apart;  /* bytes from a row of a strip to the next, if they are in rows */
};

static struct rows_of_a rows_of_a(const struct area *at)
{
	const struct qm_plan *plan = at->plan;
	const struct qm_packing *how = plan->kernel->a;
	const size_t bytes = qm_units_bytes(how, length(at->k));

	if (plan->in_place)
		return (struct rows_of_a){ at->of_a.slice.codes, at->matrix->row_bytes,
			                   at->matrix->row_bytes };
	if (plan->a_once)
		return (struct rows_of_a){ at->room, 0, bytes };
	return (struct rows_of_a){ at->a + a_offset(plan, at->k, 0), bytes, bytes };
}

/* All strips of the area against the panels [j, j + panels). */
static void run_panels(const struct area *at, size_t j, size_t panels)
{
	const struct qm_plan *plan = at->plan;
	const struct qm_cpu_kernel *k = plan->kernel;
	const size_t nr = k->base.tile.n, first_row = strip_rows(plan, at->strips.from).from;
	const size_t column = (j - at->panels.from) * nr * ELEMENT;
	const bool done = at->k.to == plan->shape.k && (j + panels) * nr <= plan->shape.n;
	char *const scratch = at->scratch + column, *const to = done ? at->c + column : scratch;
	const char *const panel = at->b + j * plan->panel_bytes;
	const int least = k->least ? least_of(at->b + b_marks(plan), j, panels) : 0;
	const struct rows_of_a a = rows_of_a(at);
	const bool packs = at->fresh && j == at->panels.from &&
	                   (!plan->in_place || (k->starts && at->k.from == 0));
	alignas(64) char decoded[QM_DECODED_BYTES];
	struct qm_tile t = {
		.panels = panels,
		.steps = divide_up(length(at->k), k->a->kr),
		.a_row = a.apart,
		.b = packed_b(at, j, at->k.from),
		.head = k->b->head ? panel : NULL,
		.b_panel = plan->panel_bytes,
		.head_panel = plan->panel_bytes,
		.c_row = done ? at->c_row : at->scratch_row,
		.sums_row = at->scratch_row,
		.columns = smaller(nr, plan->shape.n - (j + panels - 1) * nr),
		.k = plan->shape.k,
		.decoded = plan->decodes,
		.first = at->k.from == 0,
		.last = at->k.to == plan->shape.k,
	};

	if (plan->decodes) {
		t.b_panel = decode_panels(at, &t, panels, decoded);
		t.b = decoded;
		t.head = k->heads_are_sums ? t.head : NULL;
	}

	const size_t share = fetch_next(at, j, panels, &t);

	for (size_t i = at->strips.from; i < at->strips.to; i++) {
		const struct range rows = strip_rows(plan, i);
		char *const place = a.at + rows.from * a.to_row;

		if (packs)
			qm_pack_strip(&at->of_a, i, place);
		t.rows = length(rows);
		t.a = place;
		t.starts = k->starts ? at->of_a.starts + rows.from : NULL;
		t.sums = t.first ? NULL : scratch + (rows.from - first_row) * at->scratch_row;
		t.c = to + (rows.from - first_row) * t.c_row;
		run_tile(plan, &t, is_exact(at, i, least));
		t.ahead += share;
	}
}

/* The last panel by itself if C ends in it: it is not written to C. */
static size_t together(const struct area *at, size_t j)
{
	const size_t whole = at->plan->shape.n / at->plan->kernel->base.tile.n;
	const size_t group = smaller(at->plan->panel_group, at->panels.to - j);

	return j < whole && j + group > whole ? whole - j : group;
}

static void run_slices(struct area *at)
{
	for (size_t k = 0; k < at->plan->shape.k; k += at->plan->k_block) {
		at->k = slice_at(at->plan, k);
		at->of_a = slice_of_a(at->plan, at->matrix, at->k, at->a);
		for (size_t j = at->panels.from, group; j < at->panels.to; j += group) {
			group = together(at, j);
			run_panels(at, j, group);
		}
	}
}

/* An area of C.  Sums that are taken up again slice after slice stay in the scratch, and the last
 * slice brings them to C: the rows of C lie far apart, often by a power of two, and would miss the
 * caches that a compact copy stays in.  Kernels write whole panels, so one that C ends in
 * stays there until it is copied.
 */
static void run_area(struct area *at)
{
	const struct qm_plan *plan = at->plan;
	const size_t nr = plan->kernel->base.tile.n;
	const size_t row = strip_rows(plan, at->strips.from).from;
	const size_t rows = strip_rows(plan, at->strips.to - 1).to - row;
	const size_t whole = plan->shape.n / nr;

	at->c += row * at->c_row + at->panels.from * nr * ELEMENT;
	at->scratch_row = length(at->panels) * nr * ELEMENT;
	run_slices(at);
	if (at->panels.to <= whole)
		return;

	const size_t column = (whole - at->panels.from) * nr * ELEMENT;

	for (size_t i = 0; i < rows; i++)
		memcpy(at->c + i * at->c_row + column, at->scratch + i * at->scratch_row + column,
		       plan->shape.n % nr * ELEMENT);
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
