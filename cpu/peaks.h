/* peaks.h - the ceilings of this processor.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_CPU_PEAKS_H
#define QM_CPU_PEAKS_H

#include "cpu/team.h"
#include "kernels/backend.h"

/* Every class of the table that may be used, and the memory of the team's processors. */
bool qm_cpu_peaks(struct qm_team *team, struct qm_peaks *peaks, struct qm_err *err);

#endif
