/* tile.c - two extremes of one source.
 *
 * On a CPU a work-item is a whole register tile of explicit vectors and a group of its
 * own: nothing is left to the driver's vectoriser, and there is no barrier, at which CPU
 * drivers split the kernel and save every register.  On a GPU a work-item has one lane,
 * neighbours read neighbouring words, and a group stages both operands in local memory.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "opencl/tile.h"

enum {
	CPU_RUN = 256,       /* steps: a few pages a work-item, long enough to hide its launch */
	CPU_DECODE_VECS = 4, /* with one or two rows: long runs of B, for the prefetcher */
	CPU_GROUPS = 4,      /* groups a compute unit, at least, to share them out evenly */
	GPU_RUN = 8,         /* steps: one line of a row, and enough work-items */
	GPU_WARP = 32,       /* work-items side by side that most GPUs run in step */
	GPU_GROUP_M = 4,
	GPU_ROWS = 8,        /* 8 x 4 accumulators: 32 steps of arithmetic for 12 loads */
	GPU_VECS = 4,
	GPU_LOCAL = 64,      /* bytes a column: 10 kB with activations of 4-byte units, so that
	                      * several groups fit a unit */
	GPU_GROUPS = 2       /* groups a compute unit, at least */
};

static size_t divide_up(size_t x, size_t by)
{
	return (x + by - 1) / by;
}

static size_t groups(const struct qm_cl_tile *t, struct qm_shape shape)
{
	return divide_up(shape.m, qm_cl_strip(t)) * divide_up(shape.n, qm_cl_panel(t));
}

static bool pads_more(unsigned vecs, unsigned fewer, unsigned vec, size_t n)
{
	return divide_up(n, vecs * vec) * vecs > divide_up(n, fewer * vec) * fewer;
}

/* Strips have equal numbers of rows: 13 rows are 7 + 7, not 12 + 12. */
static unsigned even_rows(size_t m, size_t most)
{
	return (unsigned)divide_up(m, divide_up(m, most));
}

static void drop_idle_items(struct qm_cl_tile *t, size_t m)
{
	while (t->group_m > 1 && (size_t)(t->group_m - 1) * t->rows >= m)
		t->group_m--;
}

void qm_cl_tile_trim(struct qm_cl_tile *t, size_t m)
{
	t->rows = even_rows(m, t->rows);
	drop_idle_items(t, m);
}

size_t qm_cl_local_bytes(const struct qm_cl_kernel *kernel, const struct qm_cl_tile *t)
{
	return t->local * (qm_cl_strip(t) * kernel->a_unit + qm_cl_panel(t) * kernel->b->unit);
}

static struct qm_cl_tile for_cpu(const struct qm_device *device,
                                 const struct qm_cl_kernel *kernel, struct qm_shape shape)
{
	const unsigned lanes = device->facts.lanes;
	struct qm_cl_tile t = {
		.vec = lanes >= 16 ? 16 : lanes >= 8 ? 8 : 4,
		.vecs = shape.m <= 2 ? CPU_DECODE_VECS : kernel->vecs,
		.group_m = 1,
		.group_n = 1,
		.unroll = 1,
		.run = CPU_RUN,
	};

	/* 512-bit vectors come with 32 registers; of the narrower ones some have 16. */
	t.rows = even_rows(shape.m, t.vec == 16 ? kernel->rows : kernel->few);
	while (t.vecs > 1 && groups(&t, shape) < (size_t)CPU_GROUPS * device->facts.units)
		t.vecs--;
	/* Fewer columns where n would be padded by an eighth or more. */
	while (t.vecs > 1 && divide_up(shape.n, qm_cl_panel(&t)) < 8 &&
	       pads_more(t.vecs, t.vecs - 1, t.vec, shape.n))
		t.vecs--;
	return t;
}

static struct qm_cl_tile for_gpu(const struct qm_device *device,
                                 const struct qm_cl_kernel *kernel, struct qm_shape shape)
{
	const struct qm_cl_facts *const f = &device->facts;
	struct qm_cl_tile t = {
		.vec = 1,
		.vecs = GPU_VECS,
		.rows = even_rows(shape.m, GPU_ROWS),
		.group_m = GPU_GROUP_M,
		.group_n = GPU_WARP,
		.local = (unsigned)divide_up(GPU_LOCAL, kernel->b->unit),
		.unroll = 1,
		.run = GPU_RUN,
	};

	drop_idle_items(&t, shape.m);
	while (t.vecs > 1 && groups(&t, shape) < (size_t)GPU_GROUPS * f->units)
		t.vecs /= 2;
	while (t.group_m > 1 && ((size_t)t.group_m * t.group_n > f->group_max ||
	                         t.group_m > f->item_max[1]))
		t.group_m--;
	while (t.group_n > 1 && (t.group_n > f->group_max || t.group_n > f->item_max[0]))
		t.group_n /= 2;
	/* With one item per row of items nothing of B is read twice: staging is in vain. */
	if (!device->stages || t.group_m == 1)
		t.local = 0;
	while (qm_cl_local_bytes(kernel, &t) > f->local_bytes)
		t.local /= 2;
	return t;
}

struct qm_cl_tile qm_cl_tile_choose(const struct qm_device *device,
                                    const struct qm_cl_kernel *kernel,
                                    struct qm_shape shape)
{
	return device->as_gpu ? for_gpu(device, kernel, shape) : for_cpu(device, kernel, shape);
}
