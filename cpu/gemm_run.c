/* gemm_run.c - the loops around the register tile.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdalign.h>

#include "cpu/gemm.h"
#include "cpu/gemm_area.h"

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

/* All strips of the area against the panels [j, j + panels). */
static void run_panels(const struct area *at, size_t j, size_t panels)
{
	const struct qm_plan *plan = at->plan;
	const struct qm_cpu_kernel *k = plan->kernel;
	const size_t first_row = strip_rows(plan, at->strips.from).from;
	const struct group group = qm_group_of(at, j, panels);
	const struct place_of_a place = place_of_a(at);
	const bool packs = at->fresh && j == at->panels.from &&
	                   !plan->packs_in_run &&
	                   (!plan->in_place || (k->starts && at->k.from == 0));
	alignas(64) char decoded[QM_DECODED_BYTES];
	struct qm_tile t = common_tile(at, j, group.whole);

	if (plan->decodes) {
		t.b_panel = decode_panels(at, &t, panels, decoded);
		t.b = decoded;
		t.head = k->heads_are_sums ? t.head : NULL;
	}

	const size_t share = fetch_next(at, j, panels, &t);

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
		qm_run_strip(at, &group, &t, i, rows.from - first_row);
		t.ahead += share;
	}
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
			group = smaller(plan->panel_group, at->panels.to - j);
			run_panels(at, j, group);
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
