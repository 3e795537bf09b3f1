/* xnnpack_qs8.c - XNNPACK's fully connected layer of 8-bit integers, requantised to 8 bits.
 *
 * Its zero points are 0, and the scale of its input is all of the factor, so that what it
 * gives is what kernels/requantise.h defines.  How it rounds depends on the code that it chooses
 * for the processor: where ties do not go to even, it is left out.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/peers/xnnpack.h"
#include "kernels/requantise.h"

static enum xnn_status make_layer(const struct xnnpack_calls *f, struct qm_shape s, float scale,
                                  const int8_t *weights, xnn_operator_t *layer)
{
	return f->xnn_create_fully_connected_nc_qs8(s.k, s.n, s.k, s.n, 0, scale, 1, weights, NULL,
	                                            0, 1, INT8_MIN, INT8_MAX,
	                                            XNN_FLAG_YIELD_WORKERS, layer);
}

/* A layer of 1 x 1 times a half: 1 becomes 0.5, a tie, of which 0 is the even side. */
bool qm_xnnpack_qs8_can_run(const void *calls, struct qm_err *err)
{
	const struct xnnpack_calls *const f = calls;
	const int8_t one = 1, input[1 + XNN_EXTRA_BYTES] = { 1 };
	int8_t output = -1;
	xnn_operator_t layer = NULL;
	bool ok;

	ok = qm_xnnpack_fine(make_layer(f, (struct qm_shape){ 1, 1, 1 }, 0.5f, &one, &layer),
	                     "fully connected, 8 bits", err) &&
	     qm_xnnpack_fine(f->xnn_setup_fully_connected_nc_qs8(layer, 1, input, &output, NULL),
	                     "fully connected, 8 bits", err) &&
	     qm_xnnpack_fine(f->xnn_run_operator(layer, NULL), "fully connected, 8 bits", err);
	if (layer)
		f->xnn_delete_operator(layer);
	return ok && (output == 0 ||
	              qm_fail(err, QM_SKIPPED, "XNNPACK does not round ties to even on this processor"));
}

static enum xnn_status make(const struct qm_peer_job *job, struct xnnpack_product *own)
{
	const struct xnnpack_calls *const f = job->calls;
	const struct qm_shape s = job->problem->shape;
	const enum xnn_status status = make_layer(f, s, qm_requantise_scale(s.k),
	                                          job->problem->b.codes, &own->layer);

	return status != xnn_status_success ? status : f->xnn_setup_fully_connected_nc_qs8(
		own->layer, s.m, own->a, job->c, qm_xnnpack_pool(own->threads));
}

void qm_xnnpack_qs8_fetch(const struct qm_peer_job *job, void *c)
{
	const size_t elements = job->problem->shape.m * job->problem->shape.n;
	const int8_t *const from = job->c;
	int32_t *const to = c;

	for (size_t i = 0; i < elements; i++)
		to[i] = from[i];
}

const struct xnnpack_layer qm_xnnpack_qs8 = { sizeof(int8_t), NULL, make };
