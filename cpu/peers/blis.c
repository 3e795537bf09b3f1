/* blis.c - BLIS: sgemm, which packs both operands in each call; one row by sgemv.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <cblas.h>
#include <stdio.h>

#include "cpu/peers/peer.h"

/* As blis.h has them, which cannot be included: functions that it defines want the library to
 * be linked.  Its cblas.h has the types.
 */
char *bli_info_get_version_str(void);
gint_t bli_info_get_enable_openmp(void);
arch_t bli_arch_query_id(void);
char *bli_arch_string(arch_t id);
void bli_thread_set_num_threads(dim_t value);

#define QM_CALLS "cpu/peers/blis.def"
#include "kernels/calls.inc"

static bool describe(const void *calls, struct qm_library *to, struct qm_err *err)
{
	const struct calls *const f = calls;

	if (!f->bli_info_get_enable_openmp())
		return qm_fail(err, QM_SKIPPED, "the BLIS that is loaded here was not built with OpenMP "
		               "(Debian: libblis4-openmp is)");
	snprintf(to->version, sizeof to->version, "%s", f->bli_info_get_version_str());
	snprintf(to->target, sizeof to->target, "%s", f->bli_arch_string(f->bli_arch_query_id()));
	return true;
}

/* It does not ask OpenMP: unless it is told, it has a single thread. */
static void set_threads(struct qm_peer_job *job)
{
	const struct calls *const f = job->calls;

	f->bli_thread_set_num_threads((dim_t)job->threads);
}

typedef f77_int blas_int;

#include "cpu/peers/sgemm.inc"

const struct qm_cpu_library qm_blis = {
	.base = {
		.name = "BLIS",
		.file = "libblis.so.4",
		.package = "libblis4-openmp",
		.symbols = symbols,
		.count = sizeof symbols / sizeof symbols[0],
		.describe = describe,
	},
	.ready = set_threads,
};

extern const struct qm_family qm_f32;

const struct qm_peer f32_blis = {
	.base = {
		.name = "f32_blis",
		.idea = "sgemm, packs both operands in each call; one row: sgemv",
		.family = &qm_f32,
		.library = "BLIS",
		.outcome = QM_UNORDERED,
	},
	.from = &qm_blis,
	.run = run,
};
