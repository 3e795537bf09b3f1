/* cpu.h - the CPU backend.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_CPU_H
#define QM_CPU_H

#include "kernels/backend.h"

extern const struct qm_backend qm_cpu_backend;

#endif
