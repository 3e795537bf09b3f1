/* gemmlowp.c - gemmlowp: u8 times u8, both 128 more than they are, and packed in each call.
 *
 * It is headers, so nothing is loaded.  It lets its user run its tasks: here the team does.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>

#include "cpu/peers/gemmlowp.h"
#include "cpu/peers/peer.h"
#include "cpu/peers/shift.h"

/* What prepare() makes; what is NULL was not made. */
struct product {
	struct qm_gemmlowp_context *context;
	uint8_t *a, *b; /* with 128 added */
};

static bool describe(const void *calls, struct qm_library *to, struct qm_err *err)
{
	(void)calls, (void)err;
	snprintf(to->version, sizeof to->version, "%s", QM_HEADER_VERSION);
	snprintf(to->target, sizeof to->target, "AVX2");
	return true;
}

void qm_gemmlowp_share(void (*work)(void *arg, size_t i), void *arg, size_t count)
{
#pragma omp parallel for schedule(static, 1)
	for (size_t i = 0; i < count; i++)
		work(arg, i);
}

/* Elements are counted in int, and so are sums of the products of unsigned codes. */
static bool has_room(struct qm_shape s, struct qm_err *err)
{
	const size_t most = s.m > s.n ? s.m : s.n, least = s.m > s.n ? s.n : s.m;

	if (s.k > INT32_MAX / (255 * 255))
		return qm_fail(err, QM_SKIPPED, "gemmlowp's sums may overflow where k is beyond %d",
		               INT32_MAX / (255 * 255));
	return most <= INT32_MAX / (least > s.k ? least : s.k) ||
	       qm_fail(err, QM_SKIPPED, "gemmlowp takes no matrices of more than 2^31 elements");
}

static bool prepare(struct qm_peer_job *job, struct qm_err *err)
{
	const struct qm_shape s = job->problem->shape;
	struct product *own;

	if (!has_room(s, err))
		return false;
	job->own = own = calloc(1, sizeof *own);
	if (own) {
		own->context = qm_gemmlowp_open(job->threads);
		own->a = malloc(s.m * s.k);
		own->b = malloc(s.n * s.k);
	}
	if (!own || !own->context || !own->a || !own->b)
		return qm_fail(err, QM_WRONG, "not enough memory");
	qm_shift_codes(&job->problem->b, own->b);
	return true;
}

static bool run(struct qm_peer_job *job, struct qm_err *err)
{
	const struct product *const own = job->own;

	(void)err;
	qm_shift_codes(&job->problem->a, own->a);
	qm_gemmlowp_multiply(own->context, job->problem->shape, own->a, own->b, job->c);
	return true;
}

static void release(struct qm_peer_job *job)
{
	struct product *const own = job->own;

	if (!own)
		return;
	if (own->context)
		qm_gemmlowp_close(own->context);
	free(own->a);
	free(own->b);
	free(own);
}

const struct qm_cpu_library qm_gemmlowp = {
	.base = {
		.name = "gemmlowp",
		.package = "libgemmlowp-dev",
		.describe = describe,
	},
	.isa = QM_ISA_avx2,
};

extern const struct qm_family qm_i8;

const struct qm_peer i8_gemmlowp = {
	.base = {
		.name = "i8_gemmlowp",
		.idea = "u8 x u8, A + 128 and B + 128 with offsets -128, packs both operands in each call",
		.family = &qm_i8,
		.library = "gemmlowp",
	},
	.from = &qm_gemmlowp,
	.prepare = prepare,
	.run = run,
	.release = release,
};
