/* cl_variants.c - the tiles among which a tuner may choose.
 *
 * Rows and vectors of a work-item share the registers, so they vary together; each other
 * parameter varies alone.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <string.h>

#include "opencl/variant.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

enum {
	CPU_SUMS = 32, /* vectors of sums of an item: as many as any CPU has registers */
	GPU_SUMS = 64, /* numbers: more spill, or leave room for too few items */
	GPU_VEC = 4,   /* 16 bytes: the widest load of a lane */
	UNROLL_MAX = 8,
	SMALL = 1 << 18,
	LARGE = 1 << 22 /* weights, in numbers: of a core's cache, of none */
};

static struct qm_variant spell(const struct qm_cl_tile *t)
{
	struct qm_variant v;

	snprintf(v.text, sizeof v.text,
	         "vec=%u vecs=%u rows=%u group_n=%u group_m=%u local=%u unroll=%u", t->vec,
	         t->vecs, t->rows, t->group_n, t->group_m, t->local, t->unroll);
	return v;
}

/* What was found before loops were unrolled says nothing of it: once. */
static bool read_variant(const struct qm_variant *v, struct qm_cl_tile *t)
{
	int end = 0, more = 0;
	const int read = sscanf(
		v->text, "vec=%2u vecs=%3u rows=%3u group_n=%4u group_m=%4u local=%3u%n",
		&t->vec, &t->vecs, &t->rows, &t->group_n, &t->group_m, &t->local, &end);

	t->unroll = 1;
	if (read == 6 && sscanf(v->text + end, " unroll=%2u%n", &t->unroll, &more) == 1)
		end += more;
	return read == 6 && v->text[end] == '\0' && t->vec && !(t->vec & (t->vec - 1)) &&
	       t->vec <= 16 && t->vecs && t->rows && t->group_n && t->group_m &&
	       t->unroll && t->unroll <= UNROLL_MAX;
}

static unsigned widest(const struct qm_device *device)
{
	const unsigned lanes = device->facts.lanes;

	return device->as_gpu || lanes < GPU_VEC ? GPU_VEC : lanes < 16 ? lanes : 16;
}

/* What can be compiled in reasonable time, and launched. */
static bool fits(const struct qm_device *device, const struct qm_cl_kernel *kernel,
                 const struct qm_cl_tile *t)
{
	const struct qm_cl_facts *const f = &device->facts;
	/* Inline assembly takes whole registers, or one lane; of two lanes clang makes half. */
	const bool halved = kernel->needs & QM_NEEDS_VNNI && t->vec == 2;
	const size_t sums = (size_t)t->rows * t->vecs * (device->as_gpu ? t->vec : 1);

	return !halved && t->vec <= widest(device) &&
	       sums <= (device->as_gpu ? GPU_SUMS : CPU_SUMS) &&
	       (size_t)t->group_m * t->group_n <= f->group_max &&
	       t->group_n <= f->item_max[0] && t->group_m <= f->item_max[1] &&
	       qm_cl_local_bytes(kernel, t) <= f->local_bytes;
}

bool qm_cl_variant_tile(const struct qm_device *device, const struct qm_cl_kernel *kernel,
                        struct qm_shape shape, const struct qm_variant *variant,
                        struct qm_cl_tile *tile, struct qm_err *err)
{
	*tile = qm_cl_tile_choose(device, kernel, shape);
	if (!read_variant(variant, tile))
		return qm_fail(err, QM_FILE,
		               "'%s' is no variant of %s: expected such as '%s'",
		               variant->text, kernel->base.name, spell(tile).text);
	qm_cl_tile_trim(tile, shape.m);
	if (!fits(device, kernel, tile))
		return qm_fail(err, QM_SKIPPED, "%s cannot take the variant '%s'",
		               device->facts.id, variant->text);
	return true;
}

static const struct qm_cl_kernel *as_ours(const struct qm_kernel *kernel)
{
	return (const struct qm_cl_kernel *)(const void *)kernel; /* begins with it */
}

static struct qm_variant standard(const struct qm_device *device,
                                  const struct qm_kernel *kernel, struct qm_shape shape)
{
	const struct qm_cl_tile t = qm_cl_tile_choose(device, as_ours(kernel), shape);

	return spell(&t);
}

/* A list under construction: what fits, each once, and not the one it starts from. */
struct list {
	const struct qm_device *device;
	const struct qm_cl_kernel *kernel;
	struct qm_variant from, *to;
	size_t count;
};

static void add(struct list *list, const struct qm_cl_tile *t)
{
	const struct qm_variant v = spell(t);

	if (list->count == QM_VARIANTS_MAX || !fits(list->device, list->kernel, t) ||
	    strcmp(v.text, list->from.text) == 0)
		return;
	list->to[list->count++] = v;
}

static void vary_registers(struct list *list, struct qm_cl_tile t, size_t m)
{
	static const unsigned rows[] = { 1, 2, 3, 4, 6, 8, 10, 12, 14, 16 };
	static const unsigned vecs[] = { 1, 2, 3, 4, 6, 8 };

	for (size_t i = 0; i < COUNT(rows); i++)
		for (size_t j = 0; j < COUNT(vecs); j++) {
			const unsigned sums = rows[i] * vecs[j];
			/* Few rows of C leave no choice; otherwise small tiles only load. */
			const bool whole = i + 1 == COUNT(rows) || m < rows[i + 1];

			t.rows = rows[i];
			t.vecs = vecs[j];
			if (rows[i] <= m && (sums >= CPU_SUMS / 2 || whole))
				add(list, &t);
		}
}

/* A lane or two at a time are nothing for a CPU, and take its compiler minutes. */
static void vary_vector(struct list *list, struct qm_cl_tile t)
{
	for (t.vec = list->device->as_gpu ? 1 : widest(list->device) / 2; t.vec <= 16;
	     t.vec *= 2)
		add(list, &t);
}

static void vary_group(struct list *list, struct qm_cl_tile t)
{
	const bool gpu = list->device->as_gpu;

	for (t.group_n = gpu ? 8 : 1; t.group_n <= (gpu ? 64 : 2); t.group_n *= 2)
		for (t.group_m = 1; t.group_m <= (gpu ? 16 : 2); t.group_m *= 2)
			if (!gpu || t.group_n * t.group_m >= 32)
				add(list, &t);
}

static void vary_local(struct list *list, struct qm_cl_tile t)
{
	static const unsigned steps[] = { 0, 8, 16, 32 };

	for (size_t i = 0; i < COUNT(steps); i++) {
		t.local = steps[i];
		add(list, &t);
	}
}

/* Twice and four times are tried: where more helped, less did, too. */
static void vary_unroll(struct list *list, struct qm_cl_tile t)
{
	for (t.unroll = 1; t.unroll <= 4; t.unroll *= 2)
		add(list, &t);
}

static size_t vary(const struct qm_device *device, const struct qm_kernel *kernel,
                   struct qm_shape shape, const struct qm_variant *from, size_t axis,
                   struct qm_variant to[QM_VARIANTS_MAX])
{
	struct list list = { device, as_ours(kernel), *from, to, 0 };
	struct qm_cl_tile t;

	if (axis > 4 || !read_variant(from, &t))
		return QM_VARIANTS_MAX + 1;
	switch (axis) {
	case 0: vary_registers(&list, t, shape.m); break;
	case 1: vary_vector(&list, t); break;
	case 2: vary_group(&list, t); break;
	case 3: vary_local(&list, t); break;
	default: vary_unroll(&list, t); break;
	}
	return list.count;
}

static bool adapt(const struct qm_device *device, const struct qm_kernel *kernel,
                  struct qm_shape shape, struct qm_variant *variant, struct qm_err *err)
{
	struct qm_cl_tile t;

	if (!qm_cl_variant_tile(device, as_ours(kernel), shape, variant, &t, err))
		return false;
	*variant = spell(&t);
	return true;
}

static struct qm_job *prepare(struct qm_device *device, const struct qm_kernel *kernel,
                              const struct qm_problem *problem,
                              const struct qm_variant *variant, struct qm_costs *costs,
                              struct qm_err *err)
{
	struct qm_cl_tile tile;

	if (!qm_cl_variant_tile(device, as_ours(kernel), problem->shape, variant, &tile,
	                        err))
		return NULL;
	return qm_cl_prepare_tile(device, kernel, problem, &tile, costs, err);
}

static void device_line(const struct qm_device *device, char *text, size_t size)
{
	const struct qm_cl_facts *const f = &device->facts;

	snprintf(text, size,
	         "%.159s; driver %.48s; %.60s, %.100s; %u units of %u lanes%s", f->name,
	         f->driver, f->platform, f->version, f->units, f->lanes,
	         device->as_gpu == !f->is_cpu ? "" : "; tiles of the other kind");
}

static void shape_class(struct qm_shape shape, char *text, size_t size)
{
	const double weights = (double)shape.n * (double)shape.k;

	snprintf(text, size, "m %s, %s weights",
	         shape.m == 1    ? "1"
	         : shape.m <= 4  ? "2-4"
	         : shape.m <= 16 ? "5-16"
	         : shape.m <= 64 ? "17-64"
	                         : "65-",
	         weights < SMALL   ? "small"
	         : weights < LARGE ? "middling"
	                           : "large");
}

const struct qm_tuning qm_cl_tuning = {
	.device = device_line,
	.shape_class = shape_class,
	.standard = standard,
	.vary = vary,
	.adapt = adapt,
	.prepare = prepare,
	.folder = qm_cl_cache_dir,
	.shipped = qm_cl_shipped,
};
