/* onednn_matmul.c - oneDNN's matmul primitive, its weights reordered before the time starts.
 *
 * The primitive chooses the layout of the weights.  That of 8-bit ones holds sums of columns
 * too: its instructions want A unsigned, so it adds 128 to s8 (and for u8 we do), and takes
 * 128 of these sums away again.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>

#include "cpu/peers/onednn.h"
#include "cpu/peers/shift.h"

/* What prepare() makes; what is NULL was not made. */
struct product {
	dnnl_engine_t engine;
	dnnl_stream_t stream;
	dnnl_primitive_t matmul;
	dnnl_memory_t a, b, c;
	uint8_t *shifted; /* A with 128 added, for u8 */
};

static bool fine(const struct onednn_calls *f, dnnl_status_t status, const char *what,
                 struct qm_err *err)
{
	return status == dnnl_success ||
	       qm_fail(err, status == dnnl_unimplemented ? QM_SKIPPED : QM_WRONG,
	               "oneDNN: %s: %s", what, f->dnnl_status2str(status));
}

/* rows x columns, some elements from one to the next in each direction. */
static dnnl_memory_desc_t layout(const struct onednn_calls *f, size_t rows, size_t columns,
                                 size_t row, size_t column, dnnl_data_type_t type)
{
	const dnnl_dims_t dims = { (dnnl_dim_t)rows, (dnnl_dim_t)columns };
	const dnnl_dims_t strides = { (dnnl_dim_t)row, (dnnl_dim_t)column };
	dnnl_memory_desc_t d;

	f->dnnl_memory_desc_init_by_strides(&d, 2, dims, type, strides);
	return d;
}

/* How the matmul is to be done, weights in whatever layout it likes. */
static bool describe_matmul(const struct qm_peer_job *job, const struct onednn_types *t,
                            dnnl_primitive_desc_t *pd, struct qm_err *err)
{
	const struct onednn_calls *const f = job->calls;
	const struct product *const own = job->own;
	const struct qm_shape s = job->problem->shape;
	const size_t a_row = own->shifted ? s.k : job->problem->a.row_bytes / t->bytes;
	const dnnl_memory_desc_t a = layout(f, s.m, s.k, a_row, 1, t->a);
	const dnnl_memory_desc_t c = layout(f, s.m, s.n, s.n, 1, t->c);
	const dnnl_dims_t b_dims = { (dnnl_dim_t)s.k, (dnnl_dim_t)s.n };
	const int32_t zero = 128;
	dnnl_primitive_attr_t attr = NULL;
	dnnl_memory_desc_t b;
	dnnl_matmul_desc_t d;
	bool ok;

	ok = fine(f, f->dnnl_memory_desc_init_by_tag(&b, 2, b_dims, t->b, dnnl_format_tag_any),
	          "layout of B", err) &&
	     fine(f, f->dnnl_matmul_desc_init(&d, &a, &b, NULL, &c), "matmul", err) &&
	     fine(f, f->dnnl_primitive_attr_create(&attr), "attributes", err);
	if (ok && own->shifted)
		ok = fine(f, f->dnnl_primitive_attr_set_zero_points(attr, DNNL_ARG_SRC, 1, 0, &zero),
		          "zero point", err);
	ok = ok && fine(f, f->dnnl_primitive_desc_create(pd, &d, attr, own->engine, NULL),
	                "matmul", err);
	if (attr)
		f->dnnl_primitive_attr_destroy(attr);
	return ok;
}

/* B as it is stored, n rows along k, into the memory of the product. */
static bool reorder(const struct qm_peer_job *job, const struct onednn_types *t,
                    const dnnl_memory_desc_t *to, struct qm_err *err)
{
	const struct onednn_calls *const f = job->calls;
	const struct product *const own = job->own;
	const struct qm_matrix *const b = &job->problem->b;
	const dnnl_memory_desc_t from =
		layout(f, b->k, b->rows, 1, b->row_bytes / t->bytes, t->b);
	dnnl_primitive_desc_t pd = NULL;
	dnnl_primitive_t primitive = NULL;
	dnnl_memory_t memory = NULL;
	bool ok;

	ok = fine(f, f->dnnl_reorder_primitive_desc_create(&pd, &from, own->engine, to,
	                                                   own->engine, NULL), "reorder", err) &&
	     fine(f, f->dnnl_primitive_create(&primitive, pd), "reorder", err) &&
	     fine(f, f->dnnl_memory_create(&memory, &from, own->engine, b->codes), "B", err);
	if (ok) {
		const dnnl_exec_arg_t args[] = { { DNNL_ARG_FROM, memory }, { DNNL_ARG_TO, own->b } };

		ok = fine(f, f->dnnl_primitive_execute(primitive, own->stream, 2, args), "reorder",
		          err) &&
		     fine(f, f->dnnl_stream_wait(own->stream), "reorder", err);
	}
	if (memory)
		f->dnnl_memory_destroy(memory);
	if (primitive)
		f->dnnl_primitive_destroy(primitive);
	if (pd)
		f->dnnl_primitive_desc_destroy(pd);
	return ok;
}

/* The primitive and its three operands. */
static bool build(struct qm_peer_job *job, const struct onednn_types *t, dnnl_primitive_desc_t pd,
                  struct qm_err *err)
{
	const struct onednn_calls *const f = job->calls;
	struct product *const own = job->own;
	const dnnl_memory_desc_t *const a = f->dnnl_primitive_desc_query_md(pd, dnnl_query_src_md, 0);
	const dnnl_memory_desc_t *const b =
		f->dnnl_primitive_desc_query_md(pd, dnnl_query_weights_md, 0);
	const dnnl_memory_desc_t *const c = f->dnnl_primitive_desc_query_md(pd, dnnl_query_dst_md, 0);

	job->packed_bytes = f->dnnl_memory_desc_get_size(b);
	return fine(f, f->dnnl_primitive_create(&own->matmul, pd), "matmul", err) &&
	       fine(f, f->dnnl_memory_create(&own->a, a, own->engine,
	                                     own->shifted ? own->shifted : job->problem->a.codes),
	            "A", err) &&
	       fine(f, f->dnnl_memory_create(&own->b, b, own->engine, DNNL_MEMORY_ALLOCATE), "B",
	            err) &&
	       fine(f, f->dnnl_memory_create(&own->c, c, own->engine, job->c), "C", err) &&
	       reorder(job, t, b, err);
}

static double largest_square(const struct qm_matrix *x)
{
	double largest = 0;

	for (size_t row = 0; row < x->rows; row++) {
		const int8_t *const codes = (const int8_t *)x->codes + row * x->row_bytes;
		double sum = 0;

		for (size_t p = 0; p < x->k; p++)
			sum += codes[p] * codes[p];
		largest = sum > largest ? sum : largest;
	}
	return largest;
}

/* Once the sums are taken away, oneDNN 2 brings what is left to single precision and back, so
 * that it is exact up to 2^24.  By Cauchy and Schwarz no sum is larger than the lengths of its
 * row and column multiplied.
 */
static bool is_exact(const struct qm_problem *p, struct qm_err *err)
{
	return largest_square(&p->a) * largest_square(&p->b) <= 0x1p48 ||
	       qm_fail(err, QM_SKIPPED, "oneDNN rounds sums beyond 2^24 to single precision, and "
	               "these operands may have some");
}

bool qm_onednn_prepare(struct qm_peer_job *job, struct qm_err *err)
{
	const struct onednn_calls *const f = job->calls;
	const struct onednn_types *const t = job->peer->how;
	const struct qm_shape s = job->problem->shape;
	struct product *const own = calloc(1, sizeof *own);
	dnnl_primitive_desc_t pd = NULL;
	bool ok;

	job->own = own;
	if (t->c == dnnl_s32 && !is_exact(job->problem, err))
		return false;
	if (own && t->a == dnnl_u8)
		own->shifted = malloc(s.m * s.k);
	if (!own || (t->a == dnnl_u8 && !own->shifted))
		return qm_fail(err, QM_WRONG, "not enough memory");
	ok = fine(f, f->dnnl_engine_create(&own->engine, dnnl_cpu, 0), "engine", err) &&
	     fine(f, f->dnnl_stream_create(&own->stream, own->engine, dnnl_stream_default_flags),
	          "stream", err) &&
	     describe_matmul(job, t, &pd, err) && build(job, t, pd, err);
	if (pd)
		f->dnnl_primitive_desc_destroy(pd);
	return ok;
}

void qm_onednn_release(struct qm_peer_job *job)
{
	const struct onednn_calls *const f = job->calls;
	struct product *const own = job->own;
	const dnnl_memory_t memory[] = { own ? own->a : NULL, own ? own->b : NULL,
		                         own ? own->c : NULL };

	if (!own)
		return;
	for (size_t i = 0; i < sizeof memory / sizeof memory[0]; i++)
		if (memory[i])
			f->dnnl_memory_destroy(memory[i]);
	if (own->matmul)
		f->dnnl_primitive_destroy(own->matmul);
	if (own->stream)
		f->dnnl_stream_destroy(own->stream);
	if (own->engine)
		f->dnnl_engine_destroy(own->engine);
	free(own->shifted);
	free(own);
}

bool qm_onednn_run(struct qm_peer_job *job, struct qm_err *err)
{
	const struct onednn_calls *const f = job->calls;
	const struct product *const own = job->own;
	const dnnl_exec_arg_t args[] = {
		{ DNNL_ARG_SRC, own->a }, { DNNL_ARG_WEIGHTS, own->b }, { DNNL_ARG_DST, own->c },
	};

	if (own->shifted)
		qm_shift_codes(&job->problem->a, own->shifted);
	return fine(f, f->dnnl_primitive_execute(own->matmul, own->stream, 3, args), "matmul",
	            err) &&
	       fine(f, f->dnnl_stream_wait(own->stream), "matmul", err);
}

