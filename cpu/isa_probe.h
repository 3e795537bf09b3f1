/* isa_probe.h - what the processor says of itself.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_ISA_PROBE_H
#define QM_ISA_PROBE_H

#include <stdint.h>

/* Bits 1 << enum qm_isa.  Built with the architecture's baseline flags and without
 * link-time optimisation, so that it runs anywhere.
 */
uint32_t qm_isa_probe(void);

#endif
