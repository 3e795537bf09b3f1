/* xnnpack_layer.c - fully connected layers, their weights packed before the time starts.
 *
 * Their threads are not OpenMP's but those of a pool, which wait in a loop for up to a million
 * turns.  They are woken before the time starts, as the team's are, and told to sleep when
 * the product is done, or what is measured next would share its processors with them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "cpu/peers/xnnpack.h"

bool qm_xnnpack_fine(enum xnn_status status, const char *what, struct qm_err *err)
{
	return status == xnn_status_success ||
	       qm_fail(err, status == xnn_status_out_of_memory ? QM_WRONG : QM_SKIPPED,
	               "XNNPACK: %s: status %d", what, (int)status);
}

void qm_xnnpack_ready(struct qm_peer_job *job)
{
	struct xnnpack_product *const own = job->own;

	if (own && own->threads)
		qm_xnnpack_wake(own->threads);
}

static bool copy_a(const struct qm_matrix *a, size_t code_bytes, struct xnnpack_product *own,
                   struct qm_err *err)
{
	const size_t row = a->k * code_bytes;

	own->a = calloc(1, a->rows * row + XNN_EXTRA_BYTES);
	if (!own->a)
		return qm_fail(err, QM_WRONG, "not enough memory");
	for (size_t i = 0; i < a->rows; i++)
		memcpy((char *)own->a + i * row, (const char *)a->codes + i * a->row_bytes, row);
	return true;
}

bool qm_xnnpack_prepare(struct qm_peer_job *job, struct qm_err *err)
{
	const struct xnnpack_layer *const type = job->peer->how;
	const struct qm_problem *const p = job->problem;
	struct xnnpack_product *const own = calloc(1, sizeof *own);

	job->own = own;
	if (!own)
		return qm_fail(err, QM_WRONG, "not enough memory");
	if (p->b.row_bytes != p->shape.k * type->bytes)
		return qm_fail(err, QM_SKIPPED, "XNNPACK takes weights whose rows follow one another");
	if (type->takes && !type->takes(p, err))
		return false;
	own->threads = qm_xnnpack_threads_open(job->calls, job->threads, err);
	return own->threads && copy_a(&p->a, type->bytes, own, err) &&
	       qm_xnnpack_fine(type->make(job, own), "fully connected", err);
}

bool qm_xnnpack_run(struct qm_peer_job *job, struct qm_err *err)
{
	const struct xnnpack_calls *const f = job->calls;
	const struct xnnpack_product *const own = job->own;

	return qm_xnnpack_fine(f->xnn_run_operator(own->layer, qm_xnnpack_pool(own->threads)),
	                       "fully connected", err);
}

void qm_xnnpack_release(struct qm_peer_job *job)
{
	const struct xnnpack_calls *const f = job->calls;
	struct xnnpack_product *const own = job->own;

	if (!own)
		return;
	if (own->layer)
		f->xnn_delete_operator(own->layer);
	qm_xnnpack_threads_close(own->threads);
	free(own->a);
	free(own);
}
