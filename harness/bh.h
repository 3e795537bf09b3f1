/* bh.h - many rows are tested at once: which findings may be believed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_BH_H
#define QM_BH_H

#include <stdbool.h>
#include <stddef.h>

/* Benjamini and Hochberg (J. R. Stat. Soc. B 57, 1995): keeps[i] says whether p[i] stands
 * if at most `rate` of what stands may be false.  False if there is no memory.
 */
bool qm_false_discoveries(const double *p, size_t count, double rate, bool *keeps);

#endif
