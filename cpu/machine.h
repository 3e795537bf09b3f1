/* machine.h - what the operating system calls this processor.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_MACHINE_H
#define QM_MACHINE_H

#include <stddef.h>

/* The maker's name, or the architecture where none is told. */
void qm_cpu_name(char *name, size_t size);

#endif
