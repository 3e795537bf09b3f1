/* opencl_variants.c - every variant that a tuner may try gives the bits of the definition.
 *
 *     opencl_variants         of the first device, as --device opencl:0
 *     opencl_variants --few   less of each: where compilers or devices are slow
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernels/fill.h"
#include "opencl/opencl.h"

enum { SEED = 20240229, SKIP = 77, PADDING = 0x5A5A5A5A };

static const struct qm_backend *const cl = &qm_opencl_backend;
static int failures;

static void check(bool ok, const char *what, const char *variant, const char *why)
{
	if (ok)
		return;
	printf("opencl_variants: %s: %s: %s\n", what, variant, why);
	failures++;
}

static bool same(const struct qm_family *family, const uint32_t *x, const uint32_t *y)
{
	float f, g;

	memcpy(&f, x, sizeof f);
	memcpy(&g, y, sizeof g);
	return *x == *y || (family->c == QM_FLOAT32 && isnan(f) && isnan(g));
}

static bool is_right(const struct qm_problem *p, const uint32_t *c)
{
	for (size_t i = 0; i < p->shape.m; i++)
		for (size_t j = 0; j < p->shape.n; j++) {
			uint32_t right;

			p->family->element(p, i, j, &right);
			if (!same(p->family, &c[i * p->shape.n + j], &right))
				return false;
		}
	return true;
}

/* What the device cannot take is no failure. */
static void check_variant(struct qm_device *device, const struct qm_kernel *kernel,
                          const struct qm_problem *p, const struct qm_variant *v)
{
	const size_t count = p->shape.m * p->shape.n;
	uint32_t *const c = malloc(count * sizeof *c);
	struct qm_err err = { QM_OK, "" };
	struct qm_costs costs;
	struct qm_timing timing;
	struct qm_job *const job = cl->tuning->prepare(device, kernel, p, v, &costs,
	                                               &err);
	bool ok = c && job;

	for (size_t i = 0; ok && i < count; i++)
		c[i] = PADDING;
	ok = ok && cl->run(job, &timing, &err) && cl->fetch(job, c, &costs, &err);
	check(ok || err.code == QM_SKIPPED, kernel->name, v->text, err.text);
	check(!ok || is_right(p, c), kernel->name, v->text, "another result");
	cl->release(job);
	free(c);
}

enum { VECTOR = 1 }; /* the parameter that decides most of the code */

/* All vector widths and the default if they are wanted, and of the other variants, which differ
 * from it in one parameter, one in so many, from another one on for each kernel; returns how
 * many.
 */
static size_t check_kernel(struct qm_device *device, const struct qm_kernel *kernel,
                           struct qm_shape shape, size_t one_in, size_t first,
                           bool widths)
{
	struct qm_variant list[QM_VARIANTS_MAX];
	struct qm_err err = { QM_OK, "" };
	struct qm_problem p;
	size_t seen = 0, tried = 0;

	shape.k = (shape.k + kernel->family->k_multiple - 1) /
	          kernel->family->k_multiple * kernel->family->k_multiple;
	if (!qm_problem_create(&p, kernel->family, shape, &err)) {
		check(false, kernel->name, "", err.text);
		return 0;
	}
	qm_problem_fill(&p, QM_DATA_CODES, SEED);

	const struct qm_variant standard = cl->tuning->standard(device, kernel, shape);

	if (widths)
		check_variant(device, kernel, &p, &standard);
	for (size_t axis = 0, count;; axis++) {
		count = cl->tuning->vary(device, kernel, shape, &standard, axis, list);
		if (count > QM_VARIANTS_MAX)
			break;
		for (size_t i = 0; i < count; i++)
			if ((axis == VECTOR && widths) ||
			    (seen++ + first) % one_in == 0) {
				check_variant(device, kernel, &p, &list[i]);
				tried++;
			}
	}
	qm_problem_destroy(&p);
	printf("%s, m %zu: %zu variants\n", kernel->name, shape.m, tried);
	fflush(stdout); /* compilers take their time */
	return tried;
}

/* Texts that are no variants, and one that no device takes. */
static void check_refusals(struct qm_device *device)
{
	static const struct {
		const char *text;
		enum qm_code code;
	} bad[] = {
		{ "", QM_FILE },
		{ "vec=16", QM_FILE },
		{ "vec=3 vecs=1 rows=1 group_n=1 group_m=1 local=0", QM_FILE },
		{ "vec=1 vecs=0 rows=1 group_n=1 group_m=1 local=0", QM_FILE },
		{ "vec=1 vecs=1 rows=1 group_n=1 group_m=1 local=0 more", QM_FILE },
		{ "vec=1 vecs=1 rows=1 group_n=1 group_m=1 local=0 unroll=0", QM_FILE },
		{ "vec=1 vecs=1 rows=1 group_n=1 group_m=1 local=0 unroll=9", QM_FILE },
		{ "vec=1 vecs=1 rows=1 group_n=1 group_m=1 local=0 unroll=2 more", QM_FILE },
		{ "vec=4 vecs=100 rows=100 group_n=1 group_m=1 local=0", QM_SKIPPED },
		{ "vec=1 vecs=8 rows=4 group_n=9999 group_m=9999 local=0", QM_SKIPPED },
	};
	const struct qm_shape shape = { 10000, 64, 64 };

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct qm_err err = { QM_OK, "" };
		struct qm_variant v;

		snprintf(v.text, sizeof v.text, "%s", bad[i].text);
		check(!cl->tuning->adapt(device, cl->kernel(0), shape, &v, &err) &&
		              err.code == bad[i].code,
		      "a refusal", bad[i].text, err.text);
	}
}

/* A finding of before loops were unrolled means what it meant then. */
static void check_old(struct qm_device *device)
{
	const struct qm_shape shape = { 10, 64, 64 };
	struct qm_err err = { QM_OK, "" };
	struct qm_variant v = { "vec=4 vecs=1 rows=1 group_n=1 group_m=1 local=0" };

	check(cl->tuning->adapt(device, cl->kernel(0), shape, &v, &err) &&
	              strcmp(v.text, "vec=4 vecs=1 rows=1 group_n=1 group_m=1 local=0 unroll=1") == 0,
	      "a variant without unroll", v.text, err.text);
}

int main(int count, char **arguments)
{
	const bool few = count > 1 && strcmp(arguments[1], "--few") == 0;
	const struct qm_open how = { .threads = 0 };
	struct qm_err err = { QM_OK, "" };
	struct qm_device *const device = cl->device_count(&err) ? cl->open(0, &how, &err)
	                                                        : NULL;
	size_t tried = 0;

	if (!device) {
		printf("opencl_variants: %s\n", err.text);
		return SKIP;
	}
	check_refusals(device);
	check_old(device);
	for (size_t i = 0; i < cl->kernel_count(); i++) {
		const struct qm_kernel *const kernel = cl->kernel(i);

		if (kernel->library || !cl->can_run(device, kernel, &err))
			continue;
		tried += check_kernel(device, kernel, (struct qm_shape){ 13, 53, 40 },
		                      few ? 60 : 24, i, !few);
		if (!few)
			tried += check_kernel(device, kernel,
			                      (struct qm_shape){ 1, 70, 33 }, 24, i,
			                      false);
	}
	check(tried > 0, "there is something to try", "", "");
	printf("opencl_variants: %zu variants\n", tried);
	cl->close(device);
	return failures != 0;
}
