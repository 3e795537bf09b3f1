/* code.h - which machine code a kernel of the CPU is.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_CPU_CODE_H
#define QM_CPU_CODE_H

#include "cpu/kernel.h"

/* 16 hexadecimal digits over everything that runs inside the timed region: the kernel, the
 * driver, and how A and B are packed.  "" if the build could not tell.
 */
void qm_cpu_code(const struct qm_cpu_kernel *kernel, char *text, size_t size);

/* The same of a family's scalar definition. */
void qm_cpu_reference_code(const struct qm_family *family, char *text, size_t size);

#endif
