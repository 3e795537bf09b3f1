/* openblas.c - OpenBLAS: sgemm, which packs both operands in each call; one row by sgemv.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <cblas.h>
#include <stdio.h>

#include "cpu/peers/peer.h"

struct calls {
#define QM_CALL(name) __typeof__(name) *name;
#include "cpu/peers/openblas.def"
#undef QM_CALL
};

static const char *const symbols[] = {
#define QM_CALL(name) #name,
#include "cpu/peers/openblas.def"
#undef QM_CALL
};

/* Its configuration begins with its name and version. */
static bool describe(const void *calls, struct qm_library *to, struct qm_err *err)
{
	const struct calls *const f = calls;

	if (f->openblas_get_parallel() != OPENBLAS_OPENMP)
		return qm_fail(err, QM_SKIPPED, "the OpenBLAS that is loaded here starts threads of its "
		               "own, not OpenMP's (Debian: libopenblas0-openmp has those)");
	if (sscanf(f->openblas_get_config(), "OpenBLAS %47s", to->version) != 1)
		return qm_fail(err, QM_SKIPPED, "OpenBLAS does not tell its version");
	snprintf(to->target, sizeof to->target, "%s", f->openblas_get_corename());
	return true;
}

static bool run(struct qm_peer_job *job, struct qm_err *err)
{
	const struct calls *const f = job->calls;
	const struct qm_matrix *const a = &job->problem->a, *const b = &job->problem->b;
	const int m = (int)a->rows, n = (int)b->rows, k = (int)a->k;
	const int a_row = (int)(a->row_bytes / sizeof(float));
	const int b_row = (int)(b->row_bytes / sizeof(float));

	(void)err;
	if (m == 1)
		f->cblas_sgemv(CblasRowMajor, CblasNoTrans, n, k, 1, b->codes, b_row, a->codes, 1, 0,
		               job->c, 1);
	else
		f->cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, m, n, k, 1, a->codes, a_row,
		               b->codes, b_row, 0, job->c, n);
	return true;
}

const struct qm_cpu_library qm_openblas = {
	.base = {
		.name = "OpenBLAS",
		.file = "libopenblas.so.0",
		.package = "libopenblas0-openmp",
		.symbols = symbols,
		.count = sizeof symbols / sizeof symbols[0],
		.describe = describe,
	},
};

extern const struct qm_family qm_f32;

const struct qm_peer f32_openblas = {
	.base = {
		.name = "f32_openblas",
		.idea = "sgemm, packs both operands in each call; one row: sgemv",
		.family = &qm_f32,
		.library = "OpenBLAS",
		.unordered = true,
	},
	.from = &qm_openblas,
	.run = run,
};
