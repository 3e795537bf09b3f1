/* xnnpack_f32.c - XNNPACK's fully connected layer of single precision.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "cpu/peers/xnnpack.h"

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

static bool takes(const struct qm_problem *p, struct qm_err *err)
{
	return (all_finite(&p->a) && all_finite(&p->b)) ||
	       qm_fail(err, QM_SKIPPED, "XNNPACK holds its results within limits, by which NaN "
	               "becomes -infinity, and these operands are not all finite");
}

static enum xnn_status make(const struct qm_peer_job *job, struct xnnpack_product *own)
{
	const struct xnnpack_calls *const f = job->calls;
	const struct qm_shape s = job->problem->shape;
	const enum xnn_status status = f->xnn_create_fully_connected_nc_f32(
		s.k, s.n, s.k, s.n, job->problem->b.codes, NULL, -INFINITY, INFINITY,
		XNN_FLAG_YIELD_WORKERS, &own->layer);

	return status != xnn_status_success ? status : f->xnn_setup_fully_connected_nc_f32(
		own->layer, s.m, own->a, job->c, qm_xnnpack_pool(own->threads));
}

const struct xnnpack_layer qm_xnnpack_f32 = { sizeof(float), takes, make };
