/* gemm_test.c - every kernel of the CPU that can run here gives the bits of its family's
 * definition: shapes around its tile, every kind of data, 1, 2 and 3 threads (whose work
 * does not depend on the data: one kind a shape).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>

#include "cpu/cpu.h"
#include "tests/checks.h"

enum { TEAMS = 3 };

static const struct qm_backend *const cpu = &qm_cpu_backend;

struct subject {
	struct qm_device *const *teams;
	const struct qm_kernel *kernel;
	struct qm_shape shape;
	enum qm_data in_parallel; /* the kind of data that all teams compute */
};

static bool check_data(const struct subject *x, struct qm_problem *p, enum qm_data data,
                       void *expected)
{
	qm_problem_fill(p, data, CHECK_SEED);

	bool ok = check_expect(p, expected);

	for (size_t i = 0; ok && i < TEAMS; i++)
		if (x->teams[i] && (i == 0 || data == x->in_parallel))
			ok = check_backend(cpu, x->teams[i], x->kernel, p, data, expected);
	return ok;
}

static bool check_shape(const struct subject *x)
{
	const struct qm_shape shape = x->shape;
	struct qm_problem p;
	struct qm_err err = { 0 };
	bool ok = true;

	if (!qm_problem_create(&p, x->kernel->family, shape, &err)) {
		fprintf(stderr, "%s: %s\n", x->kernel->name, err.text);
		return false;
	}

	void *const expected = malloc(shape.m * shape.n * 4);

	for (int data = 0; ok && data < QM_DATA_COUNT; data++)
		ok = check_data(x, &p, (enum qm_data)data, expected);
	free(expected);
	qm_problem_destroy(&p);
	return ok;
}

static bool check_kernel(struct qm_device *const teams[TEAMS], const struct qm_kernel *kernel)
{
	static struct qm_shape shapes[CHECK_SHAPES];
	const size_t count = check_shapes(kernel, check_quick(), shapes);

	for (size_t i = 0; i < count; i++) {
		const struct subject x = {
			teams, kernel, shapes[i], (enum qm_data)(i % QM_DATA_COUNT)
		};

		if (!check_shape(&x))
			return false;
	}
	printf("%s: %zu shapes\n", kernel->name, count);
	return true;
}

int main(void)
{
	struct qm_device *teams[TEAMS];
	struct qm_err err = { 0 };
	int wrong = 0;

	for (size_t i = 0; i < TEAMS; i++) {
		teams[i] = cpu->open(0, &(struct qm_open){ .threads = i + 1 }, &err);
		if (!teams[i])
			printf("%zu threads: left out, %s\n", i + 1, err.text);
	}
	if (!teams[0])
		return 1;
	for (size_t i = 0; i < cpu->kernel_count(); i++) {
		const struct qm_kernel *const kernel = cpu->kernel(i);

		if (kernel->library) /* peers_test has those */
			continue;
		if (!cpu->can_run(teams[0], kernel, &err))
			printf("%s: left out, %s\n", kernel->name, err.text);
		else if (!check_kernel(teams, kernel))
			wrong = 1;
	}
	for (size_t i = 0; i < TEAMS; i++)
		if (teams[i])
			cpu->close(teams[i]);
	return wrong;
}
