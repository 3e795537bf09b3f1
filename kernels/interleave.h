/* interleave.h - rows of codes to units in turn: the body of most packings.
 *
 * 64 bytes of codes of four rows are read at a time: whole cache lines, so that the rows of a
 * matrix whose stride is a power of two do not evict each other.  What they become is zipped
 * twice, which leaves units of four rows next to each other:
 *
 *     a0 a1 ..  b0 b1 ..  c0 c1 ..  d0 d1 ..  ->  a0 b0 a1 b1 ..  c0 d0 c1 d1 ..
 *                                             ->  a0 b0 c0 d0  a1 b1 c1 d1 ..
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_INTERLEAVE_H
#define QM_INTERLEAVE_H

#include <string.h>

#include "kernels/qm.h"

/* Constants at every call. */
struct qm_units {
	size_t unit; /* bytes of one row's unit */
	size_t from; /* bytes of codes that become a block: 16, 32 or 64 */
	void (*make)(const void *codes, uint32_t *block); /* NULL: the codes are the block */
	size_t group, gap; /* after so many packed bytes of a row so many are left out; or 0 */
};

enum { QM_LINE = 64, QM_BLOCK = 64, QM_VECTOR = 16, QM_WORD = 4, QM_ROWS = 4 };

typedef uint8_t qm_vector __attribute__((vector_size(QM_VECTOR)));
typedef uint16_t qm_halves __attribute__((vector_size(QM_VECTOR)));
typedef uint32_t qm_words __attribute__((vector_size(QM_VECTOR)));
typedef uint64_t qm_pairs __attribute__((vector_size(QM_VECTOR)));

/* Elements of `size` bytes of the lower or upper halves of a and b in turn. */
static inline QM_ALWAYS_INLINE qm_vector qm_zip_lower(qm_vector a, qm_vector b, size_t size)
{
	switch (size) {
	case 1:
		return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6,
		                               22, 7, 23);
	case 2:
		return (qm_vector)__builtin_shufflevector((qm_halves)a, (qm_halves)b, 0, 8, 1, 9,
		                                          2, 10, 3, 11);
	case 4:
		return (qm_vector)__builtin_shufflevector((qm_words)a, (qm_words)b, 0, 4, 1, 5);
	default:
		return (qm_vector)__builtin_shufflevector((qm_pairs)a, (qm_pairs)b, 0, 2);
	}
}

static inline QM_ALWAYS_INLINE qm_vector qm_zip_upper(qm_vector a, qm_vector b, size_t size)
{
	switch (size) {
	case 1:
		return __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29,
		                               14, 30, 15, 31);
	case 2:
		return (qm_vector)__builtin_shufflevector((qm_halves)a, (qm_halves)b, 4, 12, 5, 13,
		                                          6, 14, 7, 15);
	case 4:
		return (qm_vector)__builtin_shufflevector((qm_words)a, (qm_words)b, 2, 6, 3, 7);
	default:
		return (qm_vector)__builtin_shufflevector((qm_pairs)a, (qm_pairs)b, 1, 3);
	}
}

/* Units of up to four bytes, from 16 of each of four rows: `lanes` rows together, the next
 * ones `stride` on; `count` units of each.
 */
static inline QM_ALWAYS_INLINE void qm_zip_rows(const void *const from[QM_ROWS], size_t unit,
                                                size_t lanes, size_t stride, size_t count,
                                                char *to)
{
	qm_vector row[QM_ROWS], zipped[QM_ROWS];

	for (size_t i = 0; i < QM_ROWS; i++)
		memcpy(&row[i], from[i], sizeof row[i]);

	const qm_vector ab = qm_zip_lower(row[0], row[1], unit);
	const qm_vector cd = qm_zip_lower(row[2], row[3], unit);
	const qm_vector ab_upper = qm_zip_upper(row[0], row[1], unit);
	const qm_vector cd_upper = qm_zip_upper(row[2], row[3], unit);

	zipped[0] = qm_zip_lower(ab, cd, 2 * unit);
	zipped[1] = qm_zip_upper(ab, cd, 2 * unit);
	zipped[2] = qm_zip_lower(ab_upper, cd_upper, 2 * unit);
	zipped[3] = qm_zip_upper(ab_upper, cd_upper, 2 * unit);
	for (size_t i = 0; i < QM_ROWS; i++)
		for (size_t b = 0; b < QM_VECTOR && count > 0; b += QM_ROWS * unit, count--) {
			memcpy(to, (const char *)&zipped[i] + b, lanes * unit);
			to += stride;
		}
}

/* 16 bytes of each row, or a longer unit, to their places; lanes are 1 to 4. */
static inline QM_ALWAYS_INLINE void qm_spread(const void *const from[QM_ROWS], size_t unit,
                                              size_t lanes, size_t stride, size_t count,
                                              char *to)
{
	if (unit > QM_WORD) {
		for (size_t u = 0; u < count; u++)
			for (size_t i = 0; i < lanes; i++)
				memcpy(to + u * stride + i * unit, (const char *)from[i] + u * unit,
				       unit);
		return;
	}
	switch (lanes) {
	case 1:
		qm_zip_rows(from, unit, 1, stride, count, to);
		break;
	case 2:
		qm_zip_rows(from, unit, 2, stride, count, to);
		break;
	case 3:
		qm_zip_rows(from, unit, 3, stride, count, to);
		break;
	default:
		qm_zip_rows(from, unit, 4, stride, count, to);
	}
}

/* A block, and the codes it is made from where some are missing. */
struct qm_space {
	char codes[QM_BLOCK];
	uint32_t block[QM_BLOCK / QM_WORD];
};

/* The block of a row of which `left` bytes are there: codes that are not are 0. */
static inline QM_ALWAYS_INLINE const char *
qm_block_of(const char *codes, size_t left, struct qm_units how, struct qm_space *space)
{
	if (left < how.from) {
		memset(space->codes, 0, how.from);
		memcpy(space->codes, codes, left);
		codes = space->codes;
	}
	if (!how.make)
		return codes;
	how.make(codes, space->block);
	return (const char *)space->block;
}

/* Rows [r, r + 4) of a panel, their blocks from byte `at` of the codes on, of `end`. */
static inline QM_ALWAYS_INLINE void
qm_interleave_block(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
                    struct qm_units how, size_t r, size_t at, size_t end, char *to)
{
	const size_t bytes = src->format->row_bytes(src->k), times = QM_BLOCK / how.from;
	const size_t start = at * times, left = (end - at) * times;
	const size_t count = left < QM_BLOCK ? left : QM_BLOCK;
	const size_t lanes = width - r < QM_ROWS ? width - r : QM_ROWS;
	const size_t piece = how.unit > QM_VECTOR ? how.unit : QM_VECTOR;
	const char *block[QM_ROWS];
	struct qm_space space[QM_ROWS];

	for (size_t i = 0; i < QM_ROWS; i++) {
		const bool here = r + i < rows && at < bytes;
		const char *const row = (const char *)src->codes + (first + r + i) * src->row_bytes;

		block[i] = qm_block_of(here ? row + at : "", here ? bytes - at : 0, how, &space[i]);
	}
	for (size_t b = 0; b < count; b += piece) {
		const size_t gaps = how.gap ? (start + b) / how.group * how.gap : 0;
		const size_t here = count - b < piece ? count - b : piece;
		const void *const from[QM_ROWS] = { block[0] + b, block[1] + b, block[2] + b,
			                            block[3] + b };

		qm_spread(from, how.unit, lanes, width * how.unit, here / how.unit,
		          to + (start + b + gaps) * width + r * how.unit);
	}
}

/* Rows [first, first + rows) of src in units, to a panel without its head. */
static inline QM_ALWAYS_INLINE void qm_interleave(const struct qm_matrix *src, size_t first,
                                                  size_t rows, size_t width,
                                                  struct qm_units how, void *to)
{
	const size_t step = (how.group ? how.group : how.unit) * how.from / QM_BLOCK;
	const size_t end = (src->format->row_bytes(src->k) + step - 1) / step * step;

	for (size_t line = 0; line < end; line += QM_LINE)
		for (size_t r = 0; r < width; r += QM_ROWS)
			for (size_t at = line; at < end && at < line + QM_LINE; at += how.from)
				qm_interleave_block(src, first, rows, width, how, r, at, end, to);
}

#endif
