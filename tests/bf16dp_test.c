/* bf16dp_test.c - the rounding of the BF16 dot products of x86 and of Arm: cases that tell it
 * from every other, and sums around the smallest normal number.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpu/cpu.h"
#include "kernels/rng.h"
#include "tests/checks.h"

extern const struct qm_family qm_bf16dpx86, qm_bf16dparm;

enum { K = 4 };

/* Codes: 3F80 is 1, 2000 is 2^-63, 4580 is 2^12; the exponent field is code / 0x80. */
static const struct {
	const struct qm_family *family;
	const char *what;
	size_t k;
	uint16_t a[K], b[K];
	uint32_t expected;
} cases[] = {
	/* 2^24, then 1 (a tie, to even), then 2; in the order of k it were 2^24 + 4. */
	{ &qm_bf16dpx86, "odd k first", 4, { 0x4580, 0, 0x4000, 0x3F80 },
	  { 0x4580, 0, 0x3F80, 0x3F80 }, 0x4B800001 },
	{ &qm_bf16dpx86, "to nearest", 2, { 0x3F80, 0x3800 }, { 0x3F80, 0x3800 }, 0x3F800000 },
	/* 2^-126 - 1.5 * 2^-151 rounds to 2^-126, but not with an exponent that has no end. */
	{ &qm_bf16dpx86, "tiny after rounding", 3, { 0x2000, 0, 0xB340 },
	  { 0x2000, 0, 0x0080 }, 0x00000000 },
	{ &qm_bf16dpx86, "not tiny after rounding", 3, { 0x2000, 0, 0xB2C0 },
	  { 0x2000, 0, 0x0080 }, 0x00800000 },
	{ &qm_bf16dpx86, "subnormal operand", 1, { 0x007F }, { 0x7F00 }, 0x00000000 },
	{ &qm_bf16dpx86, "subnormal result", 1, { 0x9F80 }, { 0x2000 }, 0x80000000 },
	{ &qm_bf16dpx86, "-0 and the end of an odd k", 3, { 0x9F80, 0, 0x8000 },
	  { 0x2000, 0, 0 }, 0x80000000 },
	/* 1 + 2^-30: the last bit is set if anything was dropped. */
	{ &qm_bf16dparm, "to odd", 2, { 0x3F80, 0x3080 }, { 0x3F80, 0x3F80 }, 0x3F800001 },
	{ &qm_bf16dparm, "to odd below", 2, { 0x3F80, 0xB080 }, { 0x3F80, 0x3F80 }, 0x3F7FFFFF },
	/* The pair first: 1 - 1 = 0, then 2^24 + 0. */
	{ &qm_bf16dparm, "a pair, then the sum", 4, { 0x4580, 0, 0x3F80, 0xBF80 },
	  { 0x4580, 0, 0x3F80, 0x3F80 }, 0x4B800000 },
	/* -1.5 * 2^-152 is zero before it meets 2^-126. */
	{ &qm_bf16dparm, "small product", 3, { 0x2000, 0, 0xB2C0 },
	  { 0x2000, 0, 0x0080 }, 0x00800000 },
	{ &qm_bf16dparm, "subnormal product", 2, { 0x9F80, 0x2000 }, { 0x2000, 0x2000 },
	  0x00800000 },
	{ &qm_bf16dparm, "subnormal operand", 1, { 0x007F }, { 0x7F00 }, 0x00000000 },
	{ &qm_bf16dparm, "too large", 2, { 0x7F7F, 0x7F7F }, { 0x3F80, 0x3F80 }, 0x7F800000 },
};

/* By definition, and by a kernel if there is one. */
static bool check_case_of(size_t n, struct qm_device *device, const struct qm_kernel *kernel)
{
	const struct qm_shape shape = { 1, 1, cases[n].k };
	struct qm_err err = { 0 };
	struct qm_problem p;
	uint32_t c;
	bool ok;

	if (!qm_problem_create(&p, cases[n].family, shape, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return false;
	}
	memcpy(p.a.codes, cases[n].a, cases[n].k * 2);
	memcpy(p.b.codes, cases[n].b, cases[n].k * 2);
	cases[n].family->element(&p, 0, 0, &c);
	ok = c == cases[n].expected;
	if (!ok)
		fprintf(stderr, "%s, %s: 0x%08X, expected 0x%08X\n", cases[n].family->name,
		        cases[n].what, (unsigned)c, (unsigned)cases[n].expected);
	if (kernel)
		ok = check_backend(&qm_cpu_backend, device, kernel, &p, QM_DATA_SPECIAL,
		                   &cases[n].expected) && ok;
	qm_problem_destroy(&p);
	return ok;
}

enum kind { TINY, TIES, ANY };

/* TINY: products between 2^-143 and 2^-110, so that sums and products meet 2^-126 all the
 * time, from both sides.  TIES: 1 or 1.5 times a power of two, products from 1 to 2^27, so that
 * sums end half-way between two floats, and on either.  Signs are random.  ANY: all 16 bits.
 */
static uint32_t draw(enum kind kind, struct qm_rng *rng)
{
	const uint32_t bits = (uint32_t)qm_rng_next(rng);

	switch (kind) {
	case TINY: return (bits & 0x807F) | (56 + qm_rng_below(rng, 16)) << 7;
	case TIES: return (bits & 0x8040) | (127 + qm_rng_below(rng, 14)) << 7;
	default: return bits & 0xFFFF;
	}
}

static void fill(const struct qm_matrix *x, enum kind kind, struct qm_rng *rng)
{
	for (size_t row = 0; row < x->rows; row++)
		for (size_t l = 0; l < x->k; l++)
			x->format->put((char *)x->codes + row * x->row_bytes, l, draw(kind, rng));
}

static bool check_kernel(struct qm_device *device, const struct qm_kernel *kernel, size_t k,
                         enum kind kind)
{
	const struct qm_shape shape = { 2 * kernel->tile.m + 1, 2 * kernel->tile.n + 3, k };
	struct qm_rng rng = qm_rng_make(CHECK_SEED, k);
	struct qm_err err = { 0 };
	struct qm_problem p;

	if (!qm_problem_create(&p, kernel->family, shape, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return false;
	}
	fill(&p.a, kind, &rng);
	fill(&p.b, kind, &rng);

	void *const expected = malloc(shape.m * shape.n * 4);
	const bool ok = check_expect(&p, expected) &&
	                check_backend(&qm_cpu_backend, device, kernel, &p, QM_DATA_SPECIAL,
	                              expected);

	free(expected);
	qm_problem_destroy(&p);
	return ok;
}

int main(void)
{
	static const size_t lengths[] = { 1, 2, 3, 4, 5, 6, 7, 64, 257 };
	struct qm_err err = { 0 };
	struct qm_device *const device =
		qm_cpu_backend.open(0, &(struct qm_open){ .threads = 1 }, &err);
	int wrong = 0;

	if (!device) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	for (size_t n = 0; n < sizeof cases / sizeof cases[0]; n++)
		wrong |= !check_case_of(n, device, NULL);
	for (size_t i = 0; i < qm_cpu_backend.kernel_count(); i++) {
		const struct qm_kernel *const kernel = qm_cpu_backend.kernel(i);

		if ((kernel->family != &qm_bf16dpx86 && kernel->family != &qm_bf16dparm) ||
		    !qm_cpu_backend.can_run(device, kernel, &err))
			continue;
		for (size_t n = 0; n < sizeof cases / sizeof cases[0]; n++)
			if (cases[n].family == kernel->family)
				wrong |= !check_case_of(n, device, kernel);
		for (size_t l = 0; l < sizeof lengths / sizeof lengths[0]; l++)
			wrong |= !check_kernel(device, kernel, lengths[l], TINY) ||
			         !check_kernel(device, kernel, lengths[l], TIES) ||
			         !check_kernel(device, kernel, lengths[l], ANY);
		printf("%s\n", kernel->name);
	}
	qm_cpu_backend.close(device);
	return wrong;
}
