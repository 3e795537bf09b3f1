/* isa.h - the instruction sets of this machine, and which of them may be used.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_ISA_H
#define QM_ISA_H

#include "kernels/qm.h"

enum qm_isa {
#define QM_ISA(token, arch, flags, idea) QM_ISA_##token,
#include "cpu/isa.def"
#undef QM_ISA
	QM_ISA_COUNT
};

const char *qm_isa_name(enum qm_isa isa);
const char *qm_isa_idea(enum qm_isa isa);
/* What kernels of it are compiled with, beyond what everything is. */
const char *qm_isa_flags(enum qm_isa isa);
/* x86_64 or aarch64. */
const char *qm_isa_arch(enum qm_isa isa);
/* The architecture this binary was built for. */
const char *qm_isa_host(void);

/* The instruction sets that this machine has and its operating system saves: bits 1 << isa. */
uint32_t qm_isa_detected(void);
/* Those of them that may be used. */
uint32_t qm_isa_allowed(void);

/* Narrows the use: "avx2,avxvnni" = only these; "-avx512vnni" = all but this; "none"; "all".
 * Called before any kernel runs.  An unknown name is an error.
 */
bool qm_isa_restrict(const char *list, struct qm_err *err);

#endif
