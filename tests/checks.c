/* checks.c - shapes around a tile, C by definition, and the comparison of bits.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/checks.h"

enum {
	ELEMENT = 4,
	LONG_K = 4099, /* several slices of k, the last one ragged */
	LIMIT_K = 1 << 17 /* where a contract ends sooner, its end is tested */
};

bool check_quick(void)
{
	const char *const quick = getenv("QM_TEST_QUICK");

	return quick && strcmp(quick, "0") != 0;
}

struct list {
	const struct qm_family *family;
	struct qm_shape *shapes;
	size_t count;
};

/* k is moved to the nearest legal one; a shape that is there already is left out. */
static void add(struct list *list, size_t m, size_t n, size_t k)
{
	const struct qm_family *const f = list->family;
	const size_t least = k < f->k_max ? k : f->k_max;
	const size_t legal = (least + f->k_multiple - 1) / f->k_multiple * f->k_multiple;
	const struct qm_shape s = { m, n, legal > f->k_max ? legal - f->k_multiple : legal };

	if (!m || !n || !s.k || list->count == CHECK_SHAPES)
		return;
	for (size_t i = 0; i < list->count; i++)
		if (memcmp(&list->shapes[i], &s, sizeof s) == 0)
			return;
	list->shapes[list->count++] = s;
}

/* Some tile numbers are large (OpenCL), so tiles are combined with small primes, not with
 * each other's multiples.  One panel more than a kernel takes at once (4) with one row.
 */
size_t check_shapes(const struct qm_kernel *kernel, bool quick,
                    struct qm_shape shapes[CHECK_SHAPES])
{
	const size_t mr = kernel->tile.m, nr = kernel->tile.n, kr = kernel->tile.k;
	const size_t m[] = { 1, 2, 3, mr - 1, mr, mr + 1, 2 * mr - 1, 29 };
	const size_t n[] = { 1, nr - 1, nr, nr + 1, 53, 5 * nr + 3 };
	const size_t k[] = { 1, kr - 1, kr, kr + 1, 37, 64 };
	struct list list = { kernel->family, shapes, 0 };

	/* The last panel has some quarters of its columns, or one more; also of more rows than are
	 * read as packed where others are decoded ahead.
	 */
	for (size_t rows = 0; rows <= mr; rows++)
		for (size_t quarters = 1; quarters < 4; quarters++)
			for (size_t one = 0; one <= 1; one++)
				add(&list, rows ? rows : CHECK_ROWS, nr + nr * quarters / 4 + one,
				    2 * kr + 1);
	for (size_t i = 0; i < sizeof m / sizeof m[0]; i++)
		for (size_t j = 0; j < sizeof n / sizeof n[0]; j++)
			for (size_t l = quick ? 3 : 0; l < sizeof k / sizeof k[0]; l += quick ? 2 : 1)
				add(&list, m[i], n[j], k[l]);
	add(&list, CHECK_ROWS, nr + 1, 2 * kr + 1);
	add(&list, CHECK_ROWS, 2 * nr, 37);
	add(&list, CHECK_ROWS, 5 * nr + 3, 64);
	add(&list, mr + 1, nr + 1, LONG_K);
	add(&list, 1, 2 * nr, LONG_K);
	if (kernel->family->k_max <= LIMIT_K)
		add(&list, 1, 2, kernel->family->k_max);
	return list.count;
}

bool check_expect(const struct qm_problem *p, void *c)
{
	if (!c) {
		fprintf(stderr, "no memory for C\n");
		return false;
	}
	for (size_t i = 0; i < p->shape.m; i++)
		for (size_t j = 0; j < p->shape.n; j++)
			p->family->element(p, i, j,
			                   (char *)c + (i * p->shape.n + j) * ELEMENT);
	return true;
}

/* x and y as numbers and as bits. */
static void report(const struct check_case *at, enum qm_ctype type, size_t i, size_t j,
                   uint32_t x, uint32_t y)
{
	float fx, fy;

	memcpy(&fx, &x, sizeof fx);
	memcpy(&fy, &y, sizeof fy);
	fprintf(stderr, "%s %zux%zux%zu %s seed %d threads %zu: C[%zu][%zu] = ", at->kernel,
	        at->shape.m, at->shape.n, at->shape.k, qm_data_name(at->data), CHECK_SEED,
	        at->threads, i, j);
	if (type == QM_FLOAT32)
		fprintf(stderr, "%.9g (0x%08X), expected %.9g (0x%08X)\n", (double)fx, x,
		        (double)fy, y);
	else
		fprintf(stderr, "%d, expected %d\n", (int)(int32_t)x, (int)(int32_t)y);
}

static bool both_nan(uint32_t x, uint32_t y)
{
	float fx, fy;

	memcpy(&fx, &x, sizeof fx);
	memcpy(&fy, &y, sizeof fy);
	return isnan(fx) && isnan(fy);
}

bool check_same(const struct check_case *at, enum qm_ctype type, const void *c, size_t c_row,
                const void *expected)
{
	const size_t n = at->shape.n;

	for (size_t i = 0; i < at->shape.m; i++) {
		const char *const row = (const char *)c + i * c_row;
		const char *const right = (const char *)expected + i * n * ELEMENT;

		if (memcmp(row, right, n * ELEMENT) == 0)
			continue;
		for (size_t j = 0; j < n; j++) {
			uint32_t x, y;

			memcpy(&x, row + j * ELEMENT, sizeof x);
			memcpy(&y, right + j * ELEMENT, sizeof y);
			if (x == y || (type == QM_FLOAT32 && both_nan(x, y)))
				continue;
			report(at, type, i, j, x, y);
			return false;
		}
	}
	return true;
}
