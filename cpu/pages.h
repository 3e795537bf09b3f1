/* pages.h - memory of whole pages, for what kernels read and write.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_PAGES_H
#define QM_PAGES_H

#include <stddef.h>

/* Zeroed memory that begins at a page: a large one, where there is enough to fill part of it and
 * the system grants some.  Operands of a few hundred KB in small pages lie anywhere in the
 * sets of a cache and take more entries than a first-level TLB has, which is 1 to 2 % of a
 * product of 256 x 256 x 256 (Zen 4).  No page is touched: who writes first decides
 * where it lies.  NULL if there is not enough memory, or for no bytes.
 */
void *qm_pages_take(size_t bytes);

/* Gives back what was taken with as many bytes; NULL is nothing. */
void qm_pages_give(void *pages, size_t bytes);

#endif
