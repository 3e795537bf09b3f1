/* backends.h - the places where kernels run, and the instruction sets of the host.
 *
 * backends.c alone names the backends; the rest of the harness goes through here.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_BACKENDS_H
#define QM_BACKENDS_H

#include "kernels/backend.h"

/* The CPU first. */
extern const struct qm_backend *const qm_backends[];
extern const size_t qm_backend_count;

/* First thing in main(): what must be settled before any thread exists. */
void qm_backends_start(char **argv);

/* Narrows the instruction sets that kernels of the CPU may use, as --isa says. */
bool qm_backends_restrict_isa(const char *list, struct qm_err *err);

/* An instruction set of the architecture this binary was built for. */
struct qm_isa_state {
	const char *name, *idea, *flags; /* of the compiler, for kernels of it */
	bool detected;  /* this machine has it */
	bool allowed;   /* it has it, and --isa lets us use it */
	size_t kernels; /* in this build */
};

size_t qm_backends_isa_count(void);
struct qm_isa_state qm_backends_isa(size_t index);

#endif
