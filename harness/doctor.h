/* doctor.h - what makes the numbers of this machine unreliable, and what mends it.
 *
 * Nothing is changed: the commands are for the user to run.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_DOCTOR_H
#define QM_DOCTOR_H

#include "harness/section.h"

/* One row for each finding.  `root`: see tree.h. */
void qm_section_doctor(struct qm_section *s, const char *root);

#endif
