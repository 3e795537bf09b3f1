/* check.c - is C right?
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "harness/blame.h"
#include "harness/check.h"
#include "harness/unordered.h"
#include "kernels/requantise.h"
#include "kernels/rng.h"

enum {
	CELL_M = 4,
	CELL_N = 16,
	FULL_ELEMENTS = 1 << 24 /* at most, so that what is known fits any memory */
};

/* One element of C that is known. */
struct known {
	uint32_t i, j; /* a side is at most 2^31 */
	uint32_t bits;
};

struct qm_checker {
	const struct qm_problem *problem;
	uint64_t seed;
	enum qm_check how;
	struct known *known; /* full and sampled: the elements by definition */
	size_t count;
	uint64_t *r;         /* Freivalds: n random numbers, */
	uint64_t *expected;  /* and A * (B * r): m numbers */
};

bool qm_same_element(enum qm_ctype type, const void *x, const void *y)
{
	float a, b;

	if (memcmp(x, y, 4) == 0)
		return true;
	if (type != QM_FLOAT32)
		return false;
	memcpy(&a, x, 4);
	memcpy(&b, y, 4);
	return isnan(a) && isnan(b);
}

uint64_t qm_fingerprint(const void *c, size_t elements)
{
	uint64_t hash = 0xCBF29CE484222325u;

	for (size_t i = 0; i < elements; i++) {
		uint32_t word;

		memcpy(&word, (const char *)c + i * 4, sizeof word);
		hash = (hash ^ word) * 0x100000001B3u;
	}
	return hash;
}

/* The elements of a full or sampled check; with out == NULL they are only counted. */
static size_t choose_elements(const struct qm_checker *x, struct known *out)
{
	const size_t m = x->problem->shape.m, n = x->problem->shape.n;
	struct qm_rng rng = qm_rng_make(x->seed, 0);
	size_t count = 0;

	for (size_t i = 0; i < m; i += CELL_M)
		for (size_t j = 0; j < n; j += CELL_N) {
			const size_t high = m - i < CELL_M ? m - i : CELL_M;
			const size_t wide = n - j < CELL_N ? n - j : CELL_N;
			const size_t di = qm_rng_below(&rng, (uint32_t)high);
			const size_t dj = qm_rng_below(&rng, (uint32_t)wide);

			for (size_t e = 0; e < high * wide; e++) {
				const size_t row = i + e / wide, column = j + e % wide;
				const bool edge = row == 0 || column == 0 || row == m - 1 ||
				                  column == n - 1;

				if (x->how != QM_CHECK_FULL && !edge && e != di * wide + dj)
					continue;
				if (out)
					out[count] = (struct known){ (uint32_t)row, (uint32_t)column, 0 };
				count++;
			}
		}
	return count;
}

static bool know_elements(struct qm_checker *x)
{
	const struct qm_problem *p = x->problem;

	x->count = choose_elements(x, NULL);
	x->known = malloc(x->count * sizeof *x->known);
	if (!x->known)
		return false;
	choose_elements(x, x->known);
#pragma omp parallel for schedule(dynamic, 64)
	for (size_t e = 0; e < x->count; e++)
		p->family->element(p, x->known[e].i, x->known[e].j, &x->known[e].bits);
	return true;
}

/* Code p of a row as an integer; the formats of exact integer families hold nothing else. */
static uint64_t integer_at(const struct qm_matrix *x, size_t row, size_t p)
{
	const char *codes = (const char *)x->codes + row * x->row_bytes;

	return (uint64_t)(int64_t)x->format->value(x->format->get(codes, p));
}

static bool know_products(struct qm_checker *x)
{
	const struct qm_problem *p = x->problem;
	const struct qm_shape s = p->shape;
	struct qm_rng rng = qm_rng_make(x->seed, 1);
	uint64_t *br = calloc(s.k, sizeof *br);

	x->count = s.m;
	x->r = malloc(s.n * sizeof *x->r);
	x->expected = calloc(s.m, sizeof *x->expected);
	if (!br || !x->r || !x->expected) {
		free(br);
		return false;
	}
	for (size_t j = 0; j < s.n; j++) {
		x->r[j] = qm_rng_next(&rng);
		for (size_t l = 0; l < s.k; l++)
			br[l] += integer_at(&p->b, j, l) * x->r[j];
	}
	for (size_t i = 0; i < s.m; i++)
		for (size_t l = 0; l < s.k; l++)
			x->expected[i] += integer_at(&p->a, i, l) * br[l];
	free(br);
	return true;
}

static enum qm_check choose_how(const struct qm_problem *p, double limit)
{
	const double work = (double)p->shape.m * (double)p->shape.n * (double)p->shape.k;

	if (work <= limit && p->shape.m * p->shape.n <= FULL_ELEMENTS)
		return QM_CHECK_FULL;
	return p->family->c == QM_INT32 ? QM_CHECK_FREIVALDS : QM_CHECK_SAMPLED;
}

static bool no_memory(const struct qm_problem *p, struct qm_err *err)
{
	return qm_fail(err, QM_WRONG, "not enough memory to check a result of %zu x %zu",
	               p->shape.m, p->shape.n);
}

struct qm_checker *qm_checker_create(const struct qm_problem *problem, double limit,
                                     uint64_t seed, struct qm_err *err)
{
	struct qm_checker *x = calloc(1, sizeof *x);
	bool ok = x;

	if (ok) {
		x->problem = problem;
		x->seed = seed;
		x->how = choose_how(problem, limit);
		ok = x->how == QM_CHECK_FREIVALDS ? know_products(x) : know_elements(x);
	}
	if (ok)
		return x;
	qm_checker_destroy(x);
	no_memory(problem, err);
	return NULL;
}

void qm_checker_destroy(struct qm_checker *x)
{
	if (!x)
		return;
	free(x->known);
	free(x->r);
	free(x->expected);
	free(x);
}

static bool check_elements(const struct qm_checker *x, const void *c, struct qm_err *err)
{
	const struct qm_problem *p = x->problem;
	const struct known *first = NULL;
	size_t bad = 0;

	for (size_t e = 0; e < x->count; e++) {
		const struct known *k = &x->known[e];

		if (qm_same_element(p->family->c, qm_element_of(p, c, k->i, k->j), &k->bits))
			continue;
		first = first ? first : k;
		bad++;
	}
	return !first || qm_blame(p, c, first->i, first->j, &first->bits, bad, x->count, err);
}

/* A row that fails is computed by definition, to name the element. */
static bool blame(const struct qm_checker *x, const void *c, size_t i, size_t bad,
                  struct qm_err *err)
{
	const struct qm_problem *p = x->problem;

	for (size_t j = 0; j < p->shape.n; j++) {
		uint32_t right;

		p->family->element(p, i, j, &right);
		if (!qm_same_element(p->family->c, qm_element_of(p, c, i, j), &right))
			return qm_blame(p, c, i, j, &right, bad, x->count, err);
	}
	return qm_fail(err, QM_WRONG, "row %zu fails Freivalds' check, though every element of it "
	               "is right: the check itself is broken", i);
}

static bool check_products(const struct qm_checker *x, const void *c, struct qm_err *err)
{
	const struct qm_shape s = x->problem->shape;
	size_t bad = 0, first = 0;

	for (size_t i = 0; i < s.m; i++) {
		uint64_t sum = 0;

		for (size_t j = 0; j < s.n; j++) {
			int32_t element;

			memcpy(&element, qm_element_of(x->problem, c, i, j), sizeof element);
			sum += (uint64_t)(int64_t)element * x->r[j];
		}
		if (sum == x->expected[i])
			continue;
		first = bad++ ? first : i;
	}
	return bad == 0 || blame(x, c, first, bad, err);
}

bool qm_checker_check(const struct qm_checker *x, const void *c, struct qm_err *err)
{
	return x->how == QM_CHECK_FREIVALDS ? check_products(x, c, err)
	                                    : check_elements(x, c, err);
}

static float float_at(const struct qm_problem *p, const void *c, size_t i, size_t j)
{
	float x;

	memcpy(&x, qm_element_of(p, c, i, j), sizeof x);
	return x;
}

static bool judge_bits(const struct qm_checker *x, const void *c, struct qm_checked *to,
                       struct qm_err *err)
{
	*to = (struct qm_checked){ x->how, x->count, 0 };
	return qm_checker_check(x, c, err);
}

static bool judge_unordered(const struct qm_checker *x, const void *c, struct qm_checked *to,
                            struct qm_err *err)
{
	const struct qm_problem *const p = x->problem;
	struct qm_numbers numbers;
	double largest = 0;
	size_t bad = 0, first = x->count;

	if (!qm_numbers_read(&numbers, p, err))
		return false;
#pragma omp parallel for schedule(dynamic, 64) reduction(max : largest) reduction(+ : bad) \
	reduction(min : first)
	for (size_t e = 0; e < x->count; e++) {
		const size_t i = x->known[e].i, j = x->known[e].j;

		if (qm_unordered_ok(&numbers, i, j, float_at(p, c, i, j), &largest))
			continue;
		bad++;
		first = e < first ? e : first;
	}
	*to = (struct qm_checked){ QM_CHECK_UNORDERED, x->count, largest };
	if (bad > 0) {
		const size_t i = x->known[first].i, j = x->known[first].j;

		qm_fail(err, QM_WRONG, "C[%zu][%zu] is %.9g, exactly it is %.9g: no order of the sums "
		        "gives that; %zu of %zu checked are wrong", i, j,
		        (double)float_at(p, c, i, j), qm_unordered_sum(&numbers, i, j), bad, x->count);
	}
	qm_numbers_free(&numbers);
	return bad == 0;
}

/* By another definition, which is that of no other kernel: so what is known of it is not kept.
 * It is not linear, so Freivalds' method does not apply.
 */
static bool judge_requantised(const struct qm_checker *x, const void *c, struct qm_checked *to,
                              struct qm_err *err)
{
	struct qm_problem p = *x->problem;
	struct qm_checker own = { .problem = &p, .seed = x->seed };
	bool ok;

	assert(p.a.format == qm_i8_requantised.a && p.b.format == qm_i8_requantised.b);
	p.family = &qm_i8_requantised;
	own.how = x->how == QM_CHECK_FULL ? QM_CHECK_FULL : QM_CHECK_SAMPLED;
	ok = know_elements(&own) ? check_elements(&own, c, err) : no_memory(&p, err);
	*to = (struct qm_checked){ QM_CHECK_REQUANTISED, own.count, 0 };
	free(own.known);
	return ok;
}

bool qm_checker_judge(const struct qm_checker *x, const struct qm_kernel *kernel,
                      const void *c, struct qm_checked *to, struct qm_err *err)
{
	static bool (*const judges[])(const struct qm_checker *, const void *,
	                              struct qm_checked *, struct qm_err *) = {
		[QM_AS_DEFINED] = judge_bits,
		[QM_UNORDERED] = judge_unordered,
		[QM_REQUANTISED] = judge_requantised,
	};

	return judges[kernel->outcome](x, c, to, err);
}
