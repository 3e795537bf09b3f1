/* check_backend.c - one problem the whole way through a backend, as the harness does it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/checks.h"

enum { ELEMENT = 4 };

static bool failed(const struct check_case *at, const char *step, const struct qm_err *err)
{
	fprintf(stderr, "%s %zux%zux%zu %s: %s: %s\n", at->kernel, at->shape.m, at->shape.n,
	        at->shape.k, qm_data_name(at->data), step, err->text);
	return false;
}

/* Twice, because a second run must not find anything of the first; then twice with two
 * copies of the weights, where the kernel packs any.
 */
static bool run(const struct qm_backend *backend, struct qm_job *job,
                const struct check_case *at, enum qm_ctype type, const void *expected)
{
	const size_t row = at->shape.n * ELEMENT;
	void *const c = malloc(at->shape.m * row);
	struct qm_costs costs = { 0 };
	struct qm_err err = { 0 };
	bool ok = c;

	for (int pass = 0; ok && pass < 4; pass++) {
		struct qm_timing timing = { 0 };

		if (pass == 2 && (!backend->rotate || !backend->rotate(job, 1, &err)))
			break;
		if (!backend->run(job, &timing, &err))
			ok = failed(at, "run", &err);
		else if (!backend->fetch(job, c, &costs, &err))
			ok = failed(at, "fetch", &err);
		else
			ok = check_same(at, type, c, row, expected);
	}
	free(c);
	return ok;
}

bool check_backend(const struct qm_backend *backend, struct qm_device *device,
                   const struct qm_kernel *kernel, const struct qm_problem *p,
                   enum qm_data data, const void *expected)
{
	const struct check_case at = { kernel->name, p->shape, data, backend->threads(device) };
	struct qm_costs costs = { 0 };
	struct qm_err err = { 0 };
	struct qm_job *const job = backend->prepare(device, kernel, p, &costs, &err);

	if (!job)
		return failed(&at, "prepare", &err);

	const bool ok = run(backend, job, &at, p->family->c, expected);

	backend->release(job);
	return ok;
}
