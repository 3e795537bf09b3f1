/* gemm_panels.c - all strips of an area against neighbouring panels of B: where rows and panels stand,
 * what is fetched meanwhile, which body computes a strip, and where its sums go.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <limits.h>
#include <stdalign.h>
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

static inline void run_tile(const struct qm_plan *plan, const struct qm_tile *t, bool exact)
{
	const struct qm_cpu_kernel *k = plan->kernel;

	if (!exact)
		k->other(t);
	else if (k->decode && !plan->decodes)
		k->few(t);
	else
		k->run(t);
}

/* Neighbouring panels: whole ones from j on; then those that are computed in the scratch, if the one
 * that C ends in is among them; and the least of their marks.
 */
struct group {
	size_t j, whole, rest;
	int least, rest_least;
};

static struct group group_of(const struct area *at, size_t j, size_t panels)
{
	const struct qm_plan *plan = at->plan;
	const size_t n = plan->shape.n, nr = plan->kernel->base.tile.n;
	const bool ends = (j + panels) * nr > n;
	const size_t rest = !ends ? 0 : plan->joins_last && panels > 1 ? 2 : 1;
	const size_t whole = panels - rest;
	const char *const marks = plan->kernel->least ? at->b + b_marks(plan) : NULL;

	return (struct group){
		.j = j,
		.whole = whole,
		.rest = rest,
		.least = marks ? least_of(marks, j, whole) : 0,
		.rest_least = marks ? least_of(marks, j + whole, rest) : 0,
	};
}

/* The panel that C ends in, or the last two, behind the others of `t`.  Kernels write whole panels, so
 * they stay in the scratch until they are copied.
 */
static struct qm_tile last_tile(const struct area *at, const struct qm_tile *t, size_t panels)
{
	struct qm_tile last = *t;

	last.b = (const char *)t->b + t->panels * t->b_panel;
	last.head = t->head ? (const char *)t->head + t->panels * t->head_panel : NULL;
	last.panels = panels;
	last.columns = at->plan->shape.n % at->plan->kernel->base.tile.n;
	last.c_row = at->scratch_row;
	return last;
}

/* So many bytes of each row. */
static inline QM_ALWAYS_INLINE void copy_pieces(size_t piece, size_t rows, const char *from,
                                                size_t from_row, char *to, size_t to_row)
{
	for (size_t i = 0; i < rows; i++)
		memcpy(to + i * to_row, from + i * from_row, piece);
}

/* Rows that were stored a moment ago, in pieces that lie within what was one store: wider ones would
 * wait until it has left for the cache.
 */
static void copy_rows(size_t rows, size_t bytes, const char *from, size_t from_row, char *to,
                      size_t to_row)
{
	size_t b = 0;

	for (; b + 4 * ELEMENT <= bytes; b += 4 * ELEMENT)
		copy_pieces(4 * ELEMENT, rows, from + b, from_row, to + b, to_row);
	for (; b < bytes; b += ELEMENT)
		copy_pieces(ELEMENT, rows, from + b, from_row, to + b, to_row);
}

/* The same rows as `t`. */
static void run_last_tile(const struct area *at, const struct qm_tile *t, struct qm_tile *last,
                          char *sums, char *c, bool exact)
{
	const size_t nr = at->plan->kernel->base.tile.n;
	const size_t bytes = ((last->panels - 1) * nr + last->columns) * ELEMENT;

	last->rows = t->rows;
	last->a = t->a;
	last->a_row = t->a_row;
	last->starts = t->starts;
	last->ahead = t->ahead + t->panels * t->ahead_panel;
	last->sums = t->first ? NULL : sums;
	last->c = sums;
	run_tile(at->plan, last, exact);
	if (t->last)
		copy_rows(t->rows, bytes, sums, at->scratch_row, c, at->c_row);
}

/* Strip i and whole panels, while run() packs the rows; again, if they turn out to be no data for it. */
static void run_and_pack(const struct area *at, struct qm_tile *t, size_t i, int least)
{
	const struct qm_matrix *const slice = &at->of_a.slice;
	int found = 0;

	t->unpacked = &(struct qm_unpacked){
		.codes = (const char *)slice->codes + strip_rows(at->plan, i).from * slice->row_bytes,
		.row = slice->row_bytes,
		.to = at->room,
		.found = &found,
	};
	run_tile(at->plan, t, true);
	t->unpacked = NULL;
	if (!at->plan->kernel->least)
		return;
	memcpy(at->of_a.marks + i * sizeof found, &found, sizeof found);
	if (!is_exact(at, i, least))
		run_tile(at->plan, t, false);
}

/* Strip i, whose first row is `row` of the area, and these panels.  Sums that are taken up again
 * slice after slice stay in the scratch, and the last slice brings them to C: the rows of C lie far
 * apart, often by a power of two, and would miss the caches that a compact copy stays in.  Those of
 * a single slice have no place of their own there.
 */
static void run_strip(const struct area *at, const struct group *panels, struct qm_tile *t,
                      struct qm_tile *last, size_t i, size_t row)
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
	if (panels->rest > 0)
		run_last_tile(at, t, last, sums + whole, c + whole,
		              is_exact(at, i, panels->rest_least));
}

/* The slices of the panels [first, first + panels) as run() reads them, one after the other at `to`;
 * returns the bytes from one to the next.
 */
static size_t decode_panels(const struct area *at, const struct qm_tile *t, size_t first,
                            size_t panels, char *to)
{
	const struct qm_cpu_kernel *k = at->plan->kernel;
	const size_t steps = divide_up(length(at->k), k->b->kr);
	const size_t nr = k->base.tile.n, bytes = steps * nr * k->decoded;

	for (size_t j = 0; j < panels; j++)
		k->decode(&(struct qm_decode){
			.from = (const char *)t->b + j * t->b_panel,
			.head = t->head ? (const char *)t->head + j * t->b_panel : NULL,
			.steps = steps,
			.columns = smaller(nr, at->plan->shape.n - (first + j) * nr),
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

/* Rows of the slice of A as run() reads them. */
struct rows_of_a {
	char *at;
	size_t apart; /* bytes from one to the next, if they are in rows */
};

/* Those of the last strip, which was copied (gemm_pack.c). */
static struct rows_of_a copied_rows(const struct area *at)
{
	const struct qm_packing *how = at->plan->kernel->a;

	return (struct rows_of_a){ at->of_a.copy + at->k.from / how->kr * how->unit,
		                   qm_units_bytes(how, at->plan->shape.k) };
}

/* Where other strips are: the rows of the first of all, if it stands there, and the bytes from the
 * place of a row to that of the next.  Of what is packed anew each strip is the first.
 */
struct place_of_a {
	struct rows_of_a first;
	size_t to_row;
};

static struct place_of_a place_of_a(const struct area *at)
{
	const struct qm_plan *plan = at->plan;
	const size_t bytes = qm_units_bytes(plan->kernel->a, length(at->k));

	if (plan->in_place)
		return (struct place_of_a){ { at->of_a.slice.codes, at->matrix->row_bytes },
			                    at->matrix->row_bytes };
	if (plan->a_once)
		return (struct place_of_a){ { at->room, bytes }, 0 };
	return (struct place_of_a){ { at->a + a_offset(plan, at->k, 0), bytes }, bytes };
}

/* What the tiles of the panels [j, j + panels), whole ones, have in common. */
static struct qm_tile common_tile(const struct area *at, size_t j, size_t panels)
{
	const struct qm_plan *plan = at->plan;
	const struct qm_cpu_kernel *k = plan->kernel;

	return (struct qm_tile){
		.panels = panels,
		.steps = divide_up(length(at->k), k->a->kr),
		.b = packed_b(at, j, at->k.from),
		.head = k->b->head ? at->b + j * plan->panel_bytes : NULL,
		.b_panel = plan->panel_bytes,
		.head_panel = plan->panel_bytes,
		.c_row = at->k.to == plan->shape.k ? at->c_row : at->scratch_row,
		.sums_row = at->scratch_row,
		.columns = plan->kernel->base.tile.n,
		.k = plan->shape.k,
		.decoded = plan->decodes,
		.first = at->k.from == 0,
		.last = at->k.to == plan->shape.k,
	};
}

void qm_run_panels(const struct area *at, size_t j, size_t panels)
{
	const struct qm_plan *plan = at->plan;
	const struct qm_cpu_kernel *k = plan->kernel;
	const size_t first_row = strip_rows(plan, at->strips.from).from;
	const struct group group = group_of(at, j, panels);
	const struct place_of_a place = place_of_a(at);
	const bool packs = at->fresh && j == at->panels.from &&
	                   !plan->packs_in_run &&
	                   (!plan->in_place || (k->starts && at->k.from == 0));
	alignas(64) char decoded[2 * QM_DECODED_BYTES + QM_DECODED_SPARE]; /* one may join the others */
	struct qm_tile t = common_tile(at, j, group.whole);

	if (plan->decodes) {
		t.b_panel = decode_panels(at, &t, j, panels, decoded);
		t.b = decoded;
		t.head = k->heads_are_sums ? t.head : NULL;
	}

	const size_t share = fetch_next(at, j, panels, &t);
	struct qm_tile last = last_tile(at, &t, group.rest);

	for (size_t i = at->strips.from; i < at->strips.to; i++) {
		const struct range rows = strip_rows(plan, i);
		struct rows_of_a a = { place.first.at + rows.from * place.to_row,
			               place.first.apart };

		if (packs)
			qm_pack_strip(&at->of_a, i, a.at);
		if (is_copied(plan, i))
			a = copied_rows(at);
		t.rows = length(rows);
		t.a = a.at;
		t.a_row = a.apart;
		t.starts = k->starts ? at->of_a.starts + rows.from : NULL;
		run_strip(at, &group, &t, &last, i, rows.from - first_row);
		t.ahead += share;
	}
}
