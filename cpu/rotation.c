/* rotation.c - packed weights in many copies, so that none is in a cache when its turn comes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <unistd.h>

#include "cpu/gemm_range.h"
#include "cpu/pages.h"
#include "cpu/rotation.h"

enum { PAGE = 4096 }; /* copies begin on one, as the first did */

struct packing {
	const struct qm_rotation *to;
	const struct qm_plan *plan;
	const struct qm_matrix *b;
};

static void pack(void *arg, size_t thread)
{
	const struct packing *p = arg;

	for (size_t i = 0; i < p->to->copies; i++)
		qm_plan_pack_b(p->plan, thread, p->b, p->to->memory + i * p->to->stride);
}

bool qm_rotation_make(struct qm_rotation *r, struct qm_team *team, const struct qm_plan *plan,
                      const struct qm_matrix *b, size_t bytes, struct qm_err *err)
{
	const size_t size = qm_plan_b_bytes(plan), stride = divide_up(size, PAGE) * PAGE;
	const size_t copies = divide_up(bytes, size) + 1, total = copies * stride;
	const size_t half = (size_t)sysconf(_SC_PHYS_PAGES) / 2 * (size_t)sysconf(_SC_PAGESIZE);
	void *const memory = total > half ? NULL : qm_pages_take(total);

	if (!memory)
		return qm_fail(err, QM_SKIPPED, "cold caches need %zu copies of the weights, %zu MB, "
		               "and a run may take half of the memory, %zu MB", copies,
		               total / 1000000, half / 1000000);
	*r = (struct qm_rotation){ .memory = memory, .stride = stride, .copies = copies };
	qm_team_hold(team);
	qm_team_run(team, pack, &(struct packing){ r, plan, b });
	qm_team_release(team);
	return true;
}

void qm_rotation_free(struct qm_rotation *r)
{
	qm_pages_give(r->memory, r->copies * r->stride);
	r->memory = NULL;
}

const void *qm_rotation_next(struct qm_rotation *r)
{
	const char *const copy = r->memory + r->next * r->stride;

	r->next = (r->next + 1) % r->copies;
	return copy;
}
