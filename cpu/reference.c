/* reference.c - every family's definition as a kernel that needs no instruction set.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/reference.h"

#define QM_FAMILY(name) extern const struct qm_family qm_##name;
#include "kernels/families.def"
#undef QM_FAMILY

const struct qm_kernel qm_references[] = {
#define QM_FAMILY(f) \
	{ .name = #f "_ref", .idea = "the definition, one element after the other", \
	  .family = &qm_##f, .tile = { 1, 1, 1 } },
#include "kernels/families.def"
#undef QM_FAMILY
};

bool qm_is_reference(const struct qm_kernel *kernel)
{
	return kernel >= qm_references && kernel < qm_references + qm_family_count;
}

void qm_reference_rows(const struct qm_problem *p, size_t thread, size_t threads, void *c)
{
	const size_t n = p->shape.n;

	for (size_t i = thread; i < p->shape.m; i += threads)
		for (size_t j = 0; j < n; j++)
			p->family->element(p, i, j, (char *)c + (i * n + j) * 4);
}
