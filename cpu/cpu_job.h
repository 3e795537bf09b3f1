/* cpu_job.h - one kernel and one problem, ready on the CPU: kernels/backend.h says what each
 * of these does.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_CPU_JOB_H
#define QM_CPU_JOB_H

#include "cpu/peers/peers.h"
#include "cpu/team.h"

struct qm_device {
	struct qm_team *team;
	struct qm_peer_libraries *libraries;
};

struct qm_job *qm_job_prepare(struct qm_device *device, const struct qm_kernel *kernel,
                              const struct qm_problem *problem, struct qm_costs *costs,
                              struct qm_err *err);
void qm_job_code(const struct qm_job *job, char *text, size_t size);
bool qm_job_rotate(struct qm_job *job, size_t bytes, struct qm_err *err);
bool qm_job_run(struct qm_job *job, struct qm_timing *timing, struct qm_err *err);
bool qm_job_fetch(struct qm_job *job, void *c, struct qm_costs *costs, struct qm_err *err);
void qm_job_release(struct qm_job *job);

#endif
