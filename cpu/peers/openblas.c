/* openblas.c - OpenBLAS: sgemm, which packs both operands in each call; one row by sgemv.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <cblas.h>
#include <stdio.h>

#include "cpu/peers/peer.h"

#define QM_CALLS "cpu/peers/openblas.def"
#include "kernels/calls.inc"

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

typedef int blas_int;

#include "cpu/peers/sgemm.inc"

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
		.outcome = QM_UNORDERED,
	},
	.from = &qm_openblas,
	.run = run,
};
