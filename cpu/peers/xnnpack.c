/* xnnpack.c - XNNPACK: a fully connected layer, its weights packed before the time starts.
 *
 * Its threads are not OpenMP's but those of a pool, which wait in a loop for up to a million
 * turns.  They are woken before the time starts, as the team's are, and told to sleep when
 * the product is done, or what is measured next would share its processors with them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpu/peers/xnnpack.h"

static const char *const symbols[] = {
#define QM_CALL(name) #name,
#include "cpu/peers/xnnpack.def"
#undef QM_CALL
};

/* What prepare() makes; what is NULL was not made. */
struct product {
	struct xnnpack_threads *threads;
	xnn_operator_t layer;
	float *a; /* as it is, in memory that goes on for XNN_EXTRA_BYTES, which it may read */
};

static bool fine(enum xnn_status status, const char *what, struct qm_err *err)
{
	return status == xnn_status_success ||
	       qm_fail(err, status == xnn_status_out_of_memory ? QM_WRONG : QM_SKIPPED,
	               "XNNPACK: %s: status %d", what, (int)status);
}

/* The library does not tell its version, nor which code it chose. */
static bool describe(const void *calls, struct qm_library *to, struct qm_err *err)
{
	const struct xnnpack_calls *const f = calls;

	snprintf(to->version, sizeof to->version, "%s", QM_HEADER_VERSION);
	to->target[0] = '\0';
	return fine(f->xnn_initialize(NULL), "it does not run on this processor", err);
}

static void wake(struct qm_peer_job *job)
{
	struct product *const own = job->own;

	if (own && own->threads)
		qm_xnnpack_wake(own->threads);
}

static bool copy_a(const struct qm_matrix *a, struct product *own, struct qm_err *err)
{
	const size_t row = a->k * sizeof(float);

	own->a = calloc(1, a->rows * row + XNN_EXTRA_BYTES);
	if (!own->a)
		return qm_fail(err, QM_WRONG, "not enough memory");
	for (size_t i = 0; i < a->rows; i++)
		memcpy((char *)own->a + i * row, (const char *)a->codes + i * a->row_bytes, row);
	return true;
}

static bool all_finite(const struct qm_matrix *x)
{
	for (size_t i = 0; i < x->rows; i++) {
		const float *const row = (const void *)((const char *)x->codes + i * x->row_bytes);

		for (size_t p = 0; p < x->k; p++)
			if (!isfinite(row[p]))
				return false;
	}
	return true;
}

static bool prepare(struct qm_peer_job *job, struct qm_err *err)
{
	const struct xnnpack_calls *const f = job->calls;
	const struct qm_shape s = job->problem->shape;
	const struct qm_matrix *const b = &job->problem->b;
	struct product *const own = calloc(1, sizeof *own);

	job->own = own;
	if (!own)
		return qm_fail(err, QM_WRONG, "not enough memory");
	if (b->row_bytes != s.k * sizeof(float))
		return qm_fail(err, QM_SKIPPED, "XNNPACK takes weights whose rows follow one another");
	if (!all_finite(&job->problem->a) || !all_finite(b))
		return qm_fail(err, QM_SKIPPED, "XNNPACK holds its results within limits, by which NaN "
		               "becomes -infinity, and these operands are not all finite");
	own->threads = qm_xnnpack_threads_open(f, job->threads, err);
	return own->threads && copy_a(&job->problem->a, own, err) &&
	       fine(f->xnn_create_fully_connected_nc_f32(s.k, s.n, s.k, s.n, b->codes, NULL,
	                                                 -INFINITY, INFINITY,
	                                                 XNN_FLAG_YIELD_WORKERS, &own->layer),
	            "fully connected", err) &&
	       fine(f->xnn_setup_fully_connected_nc_f32(own->layer, s.m, own->a, job->c,
	                                                qm_xnnpack_pool(own->threads)),
	            "fully connected", err);
}

static bool run(struct qm_peer_job *job, struct qm_err *err)
{
	const struct xnnpack_calls *const f = job->calls;
	const struct product *const own = job->own;

	return fine(f->xnn_run_operator(own->layer, qm_xnnpack_pool(own->threads)),
	            "fully connected", err);
}

static void release(struct qm_peer_job *job)
{
	const struct xnnpack_calls *const f = job->calls;
	struct product *const own = job->own;

	if (!own)
		return;
	if (own->layer)
		f->xnn_delete_operator(own->layer);
	qm_xnnpack_threads_close(own->threads);
	free(own->a);
	free(own);
}

const struct qm_cpu_library qm_xnnpack = {
	.base = {
		.name = "XNNPACK",
		.file = "libXNNPACK.so.0",
		.package = "libxnnpack0",
		.symbols = symbols,
		.count = sizeof symbols / sizeof symbols[0],
		.describe = describe,
	},
	.own_threads = true,
	.ready = wake,
};

extern const struct qm_family qm_f32;

const struct qm_peer f32_xnnpack = {
	.base = {
		.name = "f32_xnnpack",
		.idea = "fully connected, weights packed before",
		.family = &qm_f32,
		.library = "XNNPACK",
		.outcome = QM_UNORDERED,
	},
	.from = &qm_xnnpack,
	.prepare = prepare,
	.run = run,
	.release = release,
};
