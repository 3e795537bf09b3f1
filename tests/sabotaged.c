/* sabotaged.c - kills a kernel of its choice, to see that the run outlives it.
 *
 * The linker puts __wrap_qm_plan_compute() in the place of qm_plan_compute(), in a qmark of
 * the tests' own.  DIE="i8_avx2 ILL 3": that kernel dies so in its third product.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpu/gemm.h"

void __real_qm_plan_compute(const struct qm_plan *plan, size_t thread,
                            const struct qm_matrix *a, void *packed_a,
                            const void *packed_b, void *scratch, void *c, size_t c_row);
void __wrap_qm_plan_compute(const struct qm_plan *plan, size_t thread,
                            const struct qm_matrix *a, void *packed_a,
                            const void *packed_b, void *scratch, void *c, size_t c_row);

static void die(const char *how)
{
	volatile int *const nowhere = NULL;

	if (strcmp(how, "ILL") == 0)
		__builtin_trap();
	if (strcmp(how, "SEGV") == 0)
		*nowhere = 1;
	abort();
}

void __wrap_qm_plan_compute(const struct qm_plan *plan, size_t thread,
                            const struct qm_matrix *a, void *packed_a,
                            const void *packed_b, void *scratch, void *c, size_t c_row)
{
	static atomic_uint products;
	const char *const order = getenv("DIE");
	char kernel[64], how[8];
	unsigned when;

	if (order && sscanf(order, "%63s %7s %u", kernel, how, &when) == 3 &&
	    strcmp(plan->kernel->base.name, kernel) == 0 &&
	    atomic_fetch_add(&products, 1) + 1 >= when)
		die(how);
	__real_qm_plan_compute(plan, thread, a, packed_a, packed_b, scratch, c, c_row);
}
