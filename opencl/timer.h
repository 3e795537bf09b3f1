/* timer.h - whether the device's clock is to be believed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_CL_TIMER_H
#define QM_CL_TIMER_H

#include "kernels/backend.h"

/* Seconds of the host's clock. */
double qm_cl_now(void);

/* `start` and `end` in nanoseconds of the device, `wall` in seconds around both. */
struct qm_timing qm_cl_timing(uint64_t start, uint64_t end, double wall);

/* Whether no clock can say this, however coarse: less than nothing, more than there was, or
 * nothing for a millisecond and more.
 */
bool qm_cl_impossible(uint64_t start, uint64_t end, double wall);

#endif
