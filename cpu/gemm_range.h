/* gemm_range.h - ranges, and the slices of k: what packing and computing must agree on.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_GEMM_RANGE_H
#define QM_GEMM_RANGE_H

#include "cpu/gemm.h"

enum { ELEMENT = 4 /* bytes of C */ };

struct range {
	size_t from, to;
};

static inline size_t divide_up(size_t x, size_t by)
{
	return (x + by - 1) / by;
}

static inline size_t smaller(size_t x, size_t y)
{
	return x < y ? x : y;
}

static inline size_t length(struct range r)
{
	return r.to - r.from;
}

/* Part `index` of `parts` nearly equal parts of 0 .. count. */
static inline struct range part(size_t count, size_t parts, size_t index)
{
	const size_t each = count / parts, extra = count % parts;
	const size_t from = index * each + (index < extra ? index : extra);

	return (struct range){ from, from + each + (index < extra) };
}

/* The rows of strip i.  Strips are nearly equal: 13 rows are 6 + 7, not 12 + 1; and longer ones
 * stand among the others, so that threads get as many rows.
 */
static inline struct range strip_rows(const struct qm_plan *plan, size_t i)
{
	return (struct range){ (size_t)(i * plan->strip_rows >> QM_ROWS_SHIFT),
		               (size_t)((i + 1) * plan->strip_rows >> QM_ROWS_SHIFT) };
}

/* The slice of k that begins at k0. */
static inline struct range slice_at(const struct qm_plan *plan, size_t k0)
{
	return (struct range){ k0, smaller(k0 + plan->k_block, plan->shape.k) };
}

/* Packed A is ordered by slice of k, then by strip: what is in use at one time is one range
 * of memory.  Strips over the whole of k would begin a power of two apart for the usual k,
 * and their slices would fight for the same sets of the cache.
 */
static inline size_t a_offset(const struct qm_plan *plan, struct range k, size_t row)
{
	const struct qm_packing *how = plan->kernel->a;

	return k.from / plan->k_block * plan->shape.m * qm_units_bytes(how, plan->k_block) +
	       row * qm_units_bytes(how, length(k));
}

/* Room for a slice of one strip.  Between two is a page, which processors do not read ahead
 * across: the room of another thread is just being written.
 */
static inline size_t a_room(const struct qm_plan *plan)
{
	const size_t bytes = plan->kernel->base.tile.m *
	                     qm_units_bytes(plan->kernel->a, plan->k_block);

	return (divide_up(bytes, QM_PAGE) + 1) * QM_PAGE;
}

/* What least() said of each strip stands after packed A, and of each panel after packed B. */
static inline size_t a_marks(const struct qm_plan *plan)
{
	const size_t whole = plan->shape.k / plan->k_block * plan->k_block;
	const struct range rest = { whole, plan->shape.k };

	if (plan->in_place)
		return 0;
	return plan->a_once ? plan->threads * a_room(plan) : a_offset(plan, rest, plan->shape.m);
}

/* Then follows what the sums of each row start from. */
static inline size_t a_starts(const struct qm_plan *plan)
{
	return divide_up(a_marks(plan), ELEMENT) * ELEMENT +
	       (plan->kernel->least ? plan->strips * sizeof(int) : 0);
}

static inline size_t a_starts_end(const struct qm_plan *plan)
{
	return a_starts(plan) + (plan->kernel->starts ? plan->shape.m * ELEMENT : 0);
}

/* And the copy of the last strip, if there is one. */
static inline size_t a_copy(const struct qm_plan *plan)
{
	return divide_up(a_starts_end(plan), QM_LINE) * QM_LINE;
}

static inline bool is_copied(const struct qm_plan *plan, size_t strip)
{
	return plan->copies_last && strip + 1 == plan->strips;
}

/* A slice of A on its way to a plan's kernel. */
struct a_slice {
	const struct qm_plan *plan;
	const struct qm_matrix *a;
	struct qm_matrix units; /* A; where it is read as it lies, to the end of each last unit */
	struct range k;
	struct qm_matrix slice;
	char *marks;     /* entry for each strip */
	int32_t *starts; /* and for each row, NULL if the kernel has none */
	char *copy;      /* of the last strip, for the whole of k */
};

static inline struct a_slice slice_of_a(const struct qm_plan *plan, const struct qm_matrix *a,
                                        struct range k, char *packed_a)
{
	const size_t kr = plan->kernel->a->kr;
	struct a_slice of = {
		.plan = plan,
		.a = a,
		.units = *a,
		.k = k,
		.slice = qm_matrix_slice(a, k.from, k.to),
		.marks = packed_a + a_marks(plan),
		.copy = packed_a + a_copy(plan),
	};

	if (plan->in_place)
		of.units.k = divide_up(a->k, kr) * kr;
	if (plan->kernel->starts)
		of.starts = (int32_t *)(void *)(packed_a + a_starts(plan));
	return of;
}

/* Strip i to `to`, and what else is known of its rows to where that stands. */
void qm_pack_strip(const struct a_slice *of, size_t i, char *to);

static inline size_t b_marks(const struct qm_plan *plan)
{
	return plan->panels * plan->panel_bytes;
}

#endif
