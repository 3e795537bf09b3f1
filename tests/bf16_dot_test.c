/* bf16_dot_test.c - vdpbf16ps and the condition under which it is exact, on any AVX-512.
 *
 * The instruction is imitated by the pairs of vfmadd of bf16_avx512_pairs with subnormal
 * operands and results taken for zero by MXCSR, which gives its bits.  So imitated,
 *   - bf16 is right on all data as long as the condition is heeded,
 *   - and wrong without it, on sums of one unit 2^-127, of 2^-126 not: 142 is the limit,
 *   - the exact body is called where the condition fails, and only there,
 *   - FP8 needs no condition: every pair of codes, and all data.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpu/gemm.h"
#include "cpu/isa.h"
#include "cpu/runs.h"
#include "tests/checks.h"

enum { FLUSH = 0x8040 /* MXCSR: results and operands */, LIMIT = 142 };

static size_t flushed, careful; /* calls of either body */

static void run_flushing(const struct qm_tile *t)
{
	const unsigned before = __builtin_ia32_stmxcsr();

	flushed++;
	__builtin_ia32_ldmxcsr(before | FLUSH);
	qm_run_bf16_pairs_avx512(t);
	__builtin_ia32_ldmxcsr(before);
}

static void run_carefully(const struct qm_tile *t)
{
	careful++;
	qm_run_bf16_pairs_avx512(t);
}

extern const struct qm_family qm_bf16, qm_fp8e4m3, qm_fp8e5m2, qm_fp8mixed;

static const struct qm_cpu_kernel heeding = {
	.base = { .name = "bf16, heeding", .idea = "", .family = &qm_bf16,
	          .tile = { 12, 32, 2 } },
	.a = &qm_pack_bf16x2s_a_rows,
	.b = &qm_pack_bf16x2s,
	.run = run_flushing,
	.least = qm_least_bf16_avx512,
	.least_sum = LIMIT,
	.other = run_carefully,
};

static const struct qm_cpu_kernel heedless = {
	.base = { .name = "bf16, heedless", .idea = "", .family = &qm_bf16,
	          .tile = { 12, 32, 2 } },
	.a = &qm_pack_bf16x2s_a_rows,
	.b = &qm_pack_bf16x2s,
	.run = run_flushing,
};

static const struct qm_cpu_kernel fp8[] = {
	{
		.base = { .name = "fp8e4m3", .idea = "", .family = &qm_fp8e4m3,
		          .tile = { 12, 32, 2 } },
		.a = &qm_pack_fp8e4m3_bf16x2s_rows,
		.b = &qm_pack_fp8e4m3_bf16x2s,
		.run = run_flushing,
	},
	{
		.base = { .name = "fp8e5m2", .idea = "", .family = &qm_fp8e5m2,
		          .tile = { 12, 32, 2 } },
		.a = &qm_pack_fp8e5m2_bf16x2s_rows,
		.b = &qm_pack_fp8e5m2_bf16x2s,
		.run = run_flushing,
	},
	{
		.base = { .name = "fp8mixed", .idea = "", .family = &qm_fp8mixed,
		          .tile = { 12, 32, 2 } },
		.a = &qm_pack_fp8e4m3_bf16x2s_rows,
		.b = &qm_pack_fp8e5m2_bf16x2s,
		.run = run_flushing,
	},
};

/* All kinds of data, as guard_test does it. */
static bool all_data(const struct qm_cpu_kernel *kernel)
{
	static struct qm_shape shapes[CHECK_SHAPES];
	const size_t count = check_shapes(&kernel->base, true, shapes);

	for (size_t i = 0; i < count; i++)
		for (int data = 0; data < QM_DATA_COUNT; data++) {
			const struct check_case at = {
				kernel->base.name, shapes[i], (enum qm_data)data, 1 + i % 3
			};

			if (check_guard(kernel, &at, i % 2) != CHECK_FINE)
				return false;
		}
	return true;
}

/* Whether the kernel gives the bits of the definition. */
static bool right(const struct qm_cpu_kernel *kernel, const struct qm_problem *p)
{
	static const struct qm_caches caches = { 1 << 15, 1 << 20, 1 << 22 };
	const struct qm_plan plan = qm_plan_make(kernel, p->shape, 1, &caches);
	const size_t m = p->shape.m, n = p->shape.n;
	void *const a = malloc(qm_plan_a_bytes(&plan)), *const c = malloc(m * n * 4);
	void *const b = aligned_alloc(64, (qm_plan_b_bytes(&plan) + 63) / 64 * 64);
	void *const scratch = aligned_alloc(64, (qm_plan_scratch_bytes(&plan) + 64) / 64 * 64);
	bool ok = a && b && c && scratch;

	qm_plan_pack_b(&plan, 0, &p->b, b);
	qm_plan_pack_a(&plan, 0, &p->a, a);
	qm_plan_compute(&plan, 0, &p->a, a, b, scratch, c, n * 4);
	for (size_t i = 0; ok && i < m * n; i++) {
		const float *const got = (const float *)c + i;
		float expected;

		p->family->element(p, i / n, i % n, &expected);
		ok = memcmp(got, &expected, sizeof expected) == 0 || (isnan(*got) && isnan(expected));
	}
	free(a), free(b), free(c), free(scratch);
	return ok;
}

static void fill(const struct qm_matrix *x, uint32_t even, uint32_t odd)
{
	for (size_t row = 0; row < x->rows; row++)
		for (size_t l = 0; l < x->k; l++)
			x->format->put((char *)x->codes + row * x->row_bytes, l, l % 2 ? odd : even);
}

/* Significands 129 * 129 - 128 * 130 = 1: a sum of one unit, 2^(fa + fb - 268).  What the
 * three kernels make of it, for exponent fields fa and fb.
 */
static bool one_unit(struct qm_problem *p, uint32_t fa, uint32_t fb)
{
	const bool normal = fa + fb >= LIMIT;

	fill(&p->a, fa << 7 | 1, 0x8000 | fa << 7);
	fill(&p->b, fb << 7 | 1, fb << 7 | 2);
	flushed = careful = 0;
	if (!right(&heeding, p) || (normal ? careful : flushed)) {
		printf("WRONG: fields %u and %u with the condition\n", fa, fb);
		return false;
	}
	if (right(&heedless, p) != normal) {
		printf("WRONG: fields %u and %u without the condition are %s\n", fa, fb,
		       normal ? "wrong" : "right");
		return false;
	}
	return true;
}

/* Fields on either side of the limit; a subnormal number beside a huge one; and a strip and
 * a panel with small numbers among others, which alone are done with care.
 */
static bool limits(void)
{
	struct qm_problem p;
	bool ok = qm_problem_create(&p, &qm_bf16, (struct qm_shape){ 13, 65, 2 }, NULL);

	for (uint32_t fa = 1; ok && fa < LIMIT - 1; fa++)
		ok = one_unit(&p, fa, LIMIT - fa) && one_unit(&p, fa, LIMIT - 1 - fa);
	fill(&p.a, 0x0001, 0x8000);
	fill(&p.b, 0x7F00, 0x3F80);
	ok = ok && right(&heeding, &p) && !right(&heedless, &p);
	fill(&p.a, 0x3F80, 0x3F81);
	fill(&p.b, 0x3F80, 0xBF81);
	p.a.format->put(p.a.codes, 0, 0x1000);                              /* row 0 of 13 */
	p.b.format->put((char *)p.b.codes + 64 * p.b.row_bytes, 0, 0x1000); /* column 64 */
	flushed = careful = 0;
	ok = ok && right(&heeding, &p) && careful == 1 && flushed == 3;
	if (!ok)
		printf("WRONG: limits: %zu flushing, %zu careful\n", flushed, careful);
	qm_problem_destroy(&p);
	return ok;
}

/* A product too small for f32 is -0, and must stay it although k is odd and one more pair
 * of padding follows.
 */
static bool negative_zero(void)
{
	struct qm_problem p;
	bool ok = qm_problem_create(&p, &qm_bf16, (struct qm_shape){ 13, 65, 1 }, NULL);

	fill(&p.a, 0x8001, 0);
	fill(&p.b, 0x0001, 0);
	ok = ok && right(&heeding, &p);
	qm_problem_destroy(&p);
	return ok;
}

/* Ordinary data never need the careful body. */
static bool ordinary(void)
{
	struct qm_problem p;
	bool ok = qm_problem_create(&p, &qm_bf16, (struct qm_shape){ 30, 100, 3000 }, NULL);

	qm_problem_fill(&p, QM_DATA_NORMAL, CHECK_SEED);
	careful = 0;
	ok = ok && right(&heeding, &p) && careful == 0;
	qm_problem_destroy(&p);
	return ok;
}

/* Row i of A and row j of B hold codes i and j, then numbers that make small sums of them. */
static bool all_pairs(const struct qm_cpu_kernel *kernel)
{
	struct qm_problem p;
	bool ok = qm_problem_create(&p, kernel->base.family, (struct qm_shape){ 256, 256, 3 }, NULL);

	for (uint32_t code = 0; ok && code < 256; code++) {
		char *const a = (char *)p.a.codes + code * p.a.row_bytes;
		char *const b = (char *)p.b.codes + code * p.b.row_bytes;

		p.a.format->put(a, 0, code);
		p.b.format->put(b, 0, code);
		p.a.format->put(a, 1, code ^ 0x80);
		p.b.format->put(b, 1, code & 0xFE);
		p.a.format->put(a, 2, 0x01);
		p.b.format->put(b, 2, 0x81);
	}
	ok = ok && right(kernel, &p);
	qm_problem_destroy(&p);
	return ok;
}

static bool said(const char *what, bool ok)
{
	printf("%s%s\n", ok ? "" : "WRONG: ", what);
	return ok;
}

int main(void)
{
	bool ok;

	if (!(qm_isa_allowed() & 1u << QM_ISA_avx512)) {
		printf("this processor has no avx512\n");
		return 77;
	}
	ok = check_guard_open() && said("bf16 on all data", all_data(&heeding));
	ok = said("the limit of the condition", limits()) && ok;
	ok = said("a product of -0", negative_zero()) && ok;
	ok = said("ordinary data take the fast body", ordinary()) && ok;
	for (size_t i = 0; i < sizeof fp8 / sizeof fp8[0]; i++) {
		ok = said(fp8[i].base.name, all_data(&fp8[i])) && ok;
		ok = said("every pair of codes", all_pairs(&fp8[i])) && ok;
	}
	return !ok;
}
