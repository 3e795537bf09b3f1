/* b1_test.c - binary products: numbers from the literature, and sums that no random data
 * reach.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpu/cpu.h"
#include "cpu/gemm.h"
#include "cpu/reference.h"
#include "tests/checks.h"

extern const struct qm_family qm_b1;

/* XNOR-Net as lectures show it: 0 stands for -1. */
static const struct {
	const char *a, *b;
	int dot;
} examples[] = {
	{ "10010", "01111", -3 },
	{ "1010", "1101", -2 },
	{ "1", "1", 1 },
	{ "1", "0", -1 },
	{ "110100111", "110100111", 9 },
};

static void put_signs(const struct qm_matrix *x, const char *signs)
{
	for (size_t l = 0; l < x->k; l++)
		x->format->put(x->codes, l, signs[l] == '0');
}

static bool check_example(size_t i)
{
	const struct qm_shape shape = { 1, 1, strlen(examples[i].a) };
	struct qm_err err = { 0 };
	struct qm_problem p;
	int32_t c = 0;

	if (!qm_problem_create(&p, &qm_b1, shape, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return false;
	}
	put_signs(&p.a, examples[i].a);
	put_signs(&p.b, examples[i].b);
	qm_b1.element(&p, 0, 0, &c);
	qm_problem_destroy(&p);
	if (c == examples[i].dot)
		return true;
	fprintf(stderr, "%s * %s = %d, expected %d\n", examples[i].a, examples[i].b, (int)c,
	        examples[i].dot);
	return false;
}

/* All products -1: the largest count in every byte and half-word that sums on the way. */
static void make_opposite(struct qm_problem *p, int32_t *expected)
{
	for (size_t i = 0; i < p->shape.m; i++)
		for (size_t l = 0; l < p->shape.k; l++)
			qm_b1.a->put((char *)p->a.codes + i * p->a.row_bytes, l, 1);
	for (size_t e = 0; e < p->shape.m * p->shape.n; e++)
		expected[e] = -(int32_t)p->shape.k;
}

/* Caches are as large as can be, so that all of k is one slice. */
static bool check_product(const struct qm_cpu_kernel *kernel, struct qm_shape shape, bool opposite)
{
	static const struct qm_caches caches = { 1 << 28, 1 << 28, 1 << 28 };
	const struct qm_plan plan = qm_plan_make(kernel, shape, 1, &caches);
	const enum qm_data data = opposite ? QM_DATA_EXTREME : QM_DATA_CODES;
	const struct check_case at = { kernel->base.name, shape, data, 1 };
	const size_t count = shape.m * shape.n;
	void *const a = aligned_alloc(64, (qm_plan_a_bytes(&plan) + 63) / 64 * 64);
	void *const b = aligned_alloc(64, (qm_plan_b_bytes(&plan) + 63) / 64 * 64);
	void *const scratch = aligned_alloc(64, (qm_plan_scratch_bytes(&plan) + 64) / 64 * 64);
	int32_t *const c = malloc(count * 4), *const expected = malloc(count * 4);
	struct qm_err err = { 0 };
	struct qm_problem p;
	bool ok = a && b && scratch && c && expected &&
	          qm_problem_create(&p, &qm_b1, shape, &err);

	if (ok) {
		if (opposite) {
			make_opposite(&p, expected);
		} else {
			qm_problem_fill(&p, data, CHECK_SEED);
			check_expect(&p, expected);
		}
		qm_plan_pack_a(&plan, 0, &p.a, a);
		qm_plan_pack_b(&plan, 0, &p.b, b);
		qm_plan_compute(&plan, 0, &p.a, a, b, scratch, c, shape.n * 4);
		ok = check_same(&at, QM_INT32, c, shape.n * 4, expected);
		qm_problem_destroy(&p);
	}
	free(a);
	free(b);
	free(scratch);
	free(c);
	free(expected);
	return ok;
}

/* The lengths end blocks of 62 nibbles or bytes, of 132 times as many bytes, of 248 words and of 4095
 * words, or go past them.
 */
static bool check_lengths(const struct qm_cpu_kernel *kernel)
{
	static const size_t lengths[] = { 247,       248,           249,       256,           495,
		                          496,       497,           512,       4099,          248 * 32,
		                          248 * 33,  132 * 496,     132 * 496 + 8, 4095 * 32,
		                          4096 * 32 + 1 };
	const size_t rows[] = { 1, kernel->base.tile.m, CHECK_ROWS }, n = kernel->base.tile.n + 1;
	bool ok = true;

	for (size_t l = 0; l < sizeof lengths / sizeof lengths[0]; l++)
		for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
			ok &= check_product(kernel, (struct qm_shape){ rows[i], n, lengths[l] }, true);
	return ok;
}

/* Each number of columns of the last panel, and of rows of the last strip; and more than 248 words. */
static bool check_edges(const struct qm_cpu_kernel *kernel)
{
	const size_t mr = kernel->base.tile.m, nr = kernel->base.tile.n, few = kernel->few_rows;
	bool ok = true;

	for (size_t n = 1; n <= nr; n++)
		for (size_t i = 1; i <= mr; i++)
			ok &= check_product(kernel, (struct qm_shape){ few + i, n, 8 * n + 40 * i + 1 },
			                    false);
	return ok && check_product(kernel, (struct qm_shape){ few + 1, nr + 1, 248 * 33 }, false);
}

int main(void)
{
	struct qm_err err = { 0 };
	struct qm_device *const device =
		qm_cpu_backend.open(0, &(struct qm_open){ .threads = 1 }, &err);
	int wrong = 0;

	if (!device) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++)
		wrong |= !check_example(i);
	for (size_t i = 0; i < qm_cpu_backend.kernel_count(); i++) {
		const struct qm_kernel *const k = qm_cpu_backend.kernel(i);

		if (k->family != &qm_b1 || qm_is_reference(k) ||
		    !qm_cpu_backend.can_run(device, k, &err))
			continue;
		wrong |= !check_lengths((const void *)k) || !check_edges((const void *)k);
		printf("%s\n", k->name);
	}
	qm_cpu_backend.close(device);
	return wrong;
}
