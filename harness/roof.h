/* roof.h - what a machine allows a product at most: the roofline model.
 *
 * A product cannot be faster than its instructions, nor than the bytes that must move.  The
 * bytes are the compulsory ones: both operands as stored, and C.  Of a product that is
 * repeated, what the caches can hold may come from there, and the rest must not.
 * (Williams, Waterman and Patterson, CACM 52(4), 2009.)
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_ROOF_H
#define QM_ROOF_H

#include "harness/plan.h"
#include "harness/result.h"

/* The ceilings of one site. */
struct qm_ceilings {
	const struct qm_site *site;
	struct qm_peaks peaks;
};

/* Measures every site of the plan, for the kernels of its points; a site that cannot be
 * measured is left out, with a warning.  Returns how many there are; *list is to be freed.
 */
size_t qm_ceilings_measure(const struct qm_plan_list *plan, struct qm_ceilings **list);

/* Measures a site once more; of each figure the better one counts. */
void qm_ceilings_again(const struct qm_plan_list *plan, struct qm_ceilings *ceilings);

/* The class that a kernel belongs to: one of its own, which is called like it; else the one
 * whose instruction its idea begins with; of a peer, the fastest one that serves its format.
 * NULL: none.
 */
const struct qm_ceiling *qm_class_of(const struct qm_peaks *peaks, const struct qm_kernel *kernel);

/* The roof over a row that was measured. */
struct qm_roof qm_roof_over(const struct qm_peaks *peaks, const struct qm_result *r);

/* Gives each row its roof.  A row above it is not believed; before that is said, the
 * ceilings of its site are measured again, for the machine may have been busy.
 */
void qm_results_judge(struct qm_results *results, const struct qm_plan_list *plan,
                      struct qm_ceilings *list, size_t count);

#endif
