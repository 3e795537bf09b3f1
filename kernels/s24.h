/* s24.h - 2:4 sparsity: of each four values along k two are kept, and where they stood.
 *
 * A row is a sequence of blocks of eight values, two groups of four: the four values that
 * are kept, k ascending, then a byte with a nibble for each group, the first one's low.
 * A nibble is idx0 | idx1 << 2 with idx0 < idx1, as CUTLASS has it:
 *
 *     kept   0,1  0,2  1,2  0,3  1,3  2,3
 *     nibble  4    8    9    C    D    E
 *
 * Zeros may be kept, and are where a group has fewer than two other values.  Values past
 * the end of k are zero.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_S24_H
#define QM_S24_H

#include "kernels/qm.h"

enum {
	QM_S24_GROUP = 4,
	QM_S24_BLOCK = 8,
	QM_S24_KEPT = 4 /* in a block */
};

/* The rows of a dense matrix as 2:4 ones of the same values.  False, with the row and the
 * first k of the group, where more than two of four are not zero.
 */
bool qm_s24_import(const struct qm_matrix *dense, const struct qm_matrix *to, size_t *row,
                   size_t *p);

/* The nibble of the two largest of four magnitudes; of equals the first is kept. */
static inline unsigned qm_s24_choose(const uint32_t magnitude[QM_S24_GROUP])
{
	unsigned largest = 0, second;

	for (unsigned l = 1; l < QM_S24_GROUP; l++)
		if (magnitude[l] > magnitude[largest])
			largest = l;
	second = largest == 0;
	for (unsigned l = second + 1; l < QM_S24_GROUP; l++)
		if (l != largest && magnitude[l] > magnitude[second])
			second = l;
	return largest < second ? largest | second << 2 : second | largest << 2;
}

/* Where the j-th (0 or 1) value of a nibble stood among its four. */
static inline unsigned qm_s24_index(unsigned nibble, unsigned j)
{
	return nibble >> 2 * j & 3;
}

/* The bytes of a row, and where in it things are; `size` bytes are one value. */
static inline size_t qm_s24_row_bytes(size_t size, size_t k)
{
	return (k + QM_S24_BLOCK - 1) / QM_S24_BLOCK * (QM_S24_KEPT * size + 1);
}

static inline size_t qm_s24_kept(size_t size, size_t group, unsigned j)
{
	return group / 2 * (QM_S24_KEPT * size + 1) + (group % 2 * 2 + j) * size;
}

static inline size_t qm_s24_metadata(size_t size, size_t group)
{
	return group / 2 * (QM_S24_KEPT * size + 1) + QM_S24_KEPT * size;
}

static inline unsigned qm_s24_nibble(const void *row, size_t size, size_t group)
{
	const uint8_t byte = ((const uint8_t *)row)[qm_s24_metadata(size, group)];

	return byte >> group % 2 * 4 & 15;
}

static inline void qm_s24_set_nibble(void *row, size_t size, size_t group, unsigned nibble)
{
	uint8_t *const byte = (uint8_t *)row + qm_s24_metadata(size, group);
	const size_t shift = group % 2 * 4;

	*byte = (uint8_t)((*byte & 0xF0u >> shift) | nibble << shift);
}

/* The value at p as it is kept, or NULL if it was pruned. */
static inline const void *qm_s24_find(const void *row, size_t size, size_t p)
{
	const size_t group = p / QM_S24_GROUP;
	const unsigned nibble = qm_s24_nibble(row, size, group);

	for (unsigned j = 0; j < 2; j++)
		if (qm_s24_index(nibble, j) == p % QM_S24_GROUP)
			return (const char *)row + qm_s24_kept(size, group, j);
	return NULL;
}

#endif
