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

#include "kernels/pack.h"
#include "kernels/qm.h"

static inline uint32_t qm_get_word(const void *codes, size_t w)
{
	uint32_t word;

	memcpy(&word, (const char *)codes + w * sizeof word, sizeof word);
	return word;
}

typedef float qm_decoder(uint32_t code);

/* Constants at every call. */
struct qm_units {
	size_t unit; /* bytes of one row's unit */
	size_t from; /* bytes of codes that become a block: 16, 32 or 64 */
	/* A block of codes, by decode() if the maker wants one; NULL: the codes are the block. */
	void (*make)(const void *codes, qm_decoder *decode, uint32_t *block);
	qm_decoder *decode;
	size_t group, gap; /* after so many packed bytes of a row so many are left out; or 0 */
	bool rows;         /* the units of a row follow each other */
};

enum { QM_BLOCK = 64, QM_VECTOR = 16, QM_WORD = 4, QM_ROWS = 4 };

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

static inline QM_ALWAYS_INLINE qm_vector qm_vector_at(const char *from)
{
	qm_vector v;

	memcpy(&v, from, sizeof v);
	return v;
}

static inline QM_ALWAYS_INLINE void qm_put_vector(char *to, qm_vector v)
{
	memcpy(to, &v, sizeof v);
}

/* The units of `lanes` of four rows that a register holds, each `stride` after the last. */
static inline QM_ALWAYS_INLINE void qm_put_units(qm_vector v, size_t unit, size_t lanes,
                                                 size_t stride, char *to)
{
	QM_UNROLL
	for (size_t u = 0; u < QM_VECTOR / (QM_ROWS * unit); u++)
		memcpy(to + u * stride, (const char *)&v + u * QM_ROWS * unit, lanes * unit);
}

/* Units of up to four bytes from 16 bytes of each of four rows.  lanes is a constant. */
static inline QM_ALWAYS_INLINE void qm_zip_rows(const char *const row[QM_ROWS], size_t at,
                                                size_t unit, size_t lanes, size_t stride,
                                                char *to)
{
	const qm_vector a = qm_vector_at(row[0] + at), b = qm_vector_at(row[1] + at);
	const qm_vector c = qm_vector_at(row[2] + at), d = qm_vector_at(row[3] + at);
	const qm_vector ab = qm_zip_lower(a, b, unit), cd = qm_zip_lower(c, d, unit);
	const qm_vector ab_upper = qm_zip_upper(a, b, unit), cd_upper = qm_zip_upper(c, d, unit);
	const size_t next = QM_WORD / unit * stride; /* units in a row's word */

	qm_put_units(qm_zip_lower(ab, cd, 2 * unit), unit, lanes, stride, to);
	qm_put_units(qm_zip_upper(ab, cd, 2 * unit), unit, lanes, stride, to + next);
	qm_put_units(qm_zip_lower(ab_upper, cd_upper, 2 * unit), unit, lanes, stride,
	             to + 2 * next);
	qm_put_units(qm_zip_upper(ab_upper, cd_upper, 2 * unit), unit, lanes, stride,
	             to + 3 * next);
}

/* Two units of eight bytes of each of four rows. */
static inline QM_ALWAYS_INLINE void qm_zip_pairs(const char *const row[QM_ROWS], size_t at,
                                                 size_t stride, char *to)
{
	QM_UNROLL
	for (size_t i = 0; i < QM_ROWS; i += 2) {
		const qm_vector a = qm_vector_at(row[i] + at), b = qm_vector_at(row[i + 1] + at);
		const qm_vector first = qm_zip_lower(a, b, 8), second = qm_zip_upper(a, b, 8);

		memcpy(to + i * 8, &first, sizeof first);
		memcpy(to + stride + i * 8, &second, sizeof second);
	}
}

/* `count` units of each of `lanes` rows to their places, one by one. */
static inline QM_ALWAYS_INLINE void qm_spread_rows(const char *const row[QM_ROWS], size_t at,
                                                   size_t unit, size_t lanes, size_t stride,
                                                   size_t count, char *to)
{
	for (size_t i = 0; i < lanes; i++)
		for (size_t u = 0; u < count; u++)
			memcpy(to + u * stride + i * unit, row[i] + at + u * unit, unit);
}

/* A block, and the codes it is made from. */
struct qm_space {
	char codes[QM_BLOCK];
	uint32_t block[QM_BLOCK / QM_WORD];
};

/* `left` codes of a row, fewer than a block, and zeros. */
void qm_short_codes(const char *codes, size_t left, char to[QM_BLOCK]);

/* The codes of a block of which `left` bytes are there: those that are not are 0. */
static inline QM_ALWAYS_INLINE const char *qm_whole(const char *codes, size_t left, size_t whole,
                                                    char space[QM_BLOCK])
{
	if (left >= whole)
		return codes;
	qm_short_codes(codes, left, space);
	return space;
}

/* Codes become a block at `to`.  They are copied first: compilers need not ask whether the two
 * overlap.
 */
static inline QM_ALWAYS_INLINE void qm_make_block(const char *codes, struct qm_units how,
                                                  void *to)
{
	char local[QM_BLOCK];

	QM_UNROLL
	for (size_t b = 0; b < how.from; b += QM_VECTOR) {
		const qm_vector v = qm_vector_at(codes + b);

		memcpy(local + b, &v, sizeof v);
	}
	if (how.make)
		how.make(local, how.decode, to);
	else
		memcpy(to, local, QM_BLOCK);
}

/* The block of a row of which `left` bytes are there. */
static inline QM_ALWAYS_INLINE const char *
qm_block_of(const char *codes, size_t left, struct qm_units how, struct qm_space *space)
{
	codes = qm_whole(codes, left, how.from, space->codes);
	if (!how.make)
		return codes;
	qm_make_block(codes, how, space->block);
	return (const char *)space->block;
}

/* Rows [r, r + 4) of a panel, their blocks from byte `at` of the codes on, of `end`. */
static inline QM_ALWAYS_INLINE void
qm_interleave_block(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
                    struct qm_units how, size_t r, size_t at, size_t bytes, size_t end, char *to)
{
	const size_t times = QM_BLOCK / how.from;
	const size_t start = at * times, left = (end - at) * times;
	const size_t count = left < QM_BLOCK ? left : QM_BLOCK;
	const size_t lanes = width - r < QM_ROWS ? width - r : QM_ROWS;
	const size_t piece = how.unit > QM_VECTOR ? how.unit : QM_VECTOR;
	const size_t stride = width * how.unit;
	const char *row[QM_ROWS];
	struct qm_space space[QM_ROWS];

	QM_UNROLL
	for (size_t i = 0; i < QM_ROWS; i++) {
		const bool here = r + i < rows && at < bytes;
		const char *const codes = (const char *)src->codes + (first + r + i) * src->row_bytes;

		row[i] = qm_block_of(here ? codes + at : "", here ? bytes - at : 0, how, &space[i]);
	}
	for (size_t b = 0; b < count; b += piece) {
		const size_t gaps = how.gap ? (start + b) / how.group * how.gap : 0;
		const size_t here = count - b < piece ? count - b : piece;
		char *const out = to + (start + b + gaps) * width + r * how.unit;

		if (how.unit <= QM_WORD && here == QM_VECTOR && lanes == 4)
			qm_zip_rows(row, b, how.unit, 4, stride, out);
		else if (how.unit <= QM_WORD && here == QM_VECTOR && lanes == 2)
			qm_zip_rows(row, b, how.unit, 2, stride, out);
		else if (how.unit == 8 && here == QM_VECTOR && lanes == 4)
			qm_zip_pairs(row, b, stride, out);
		else
			qm_spread_rows(row, b, how.unit, lanes, stride, here / how.unit, out);
	}
}

/* `count` blocks of each row, one row after the other: memory is read in order.  They stand
 * `next` bytes apart, and the first ones of the rows next_row.
 */
static inline QM_ALWAYS_INLINE void
qm_put_blocks(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
              struct qm_units how, size_t count, size_t next_row, size_t next, void *to)
{
	const size_t bytes = src->format->row_bytes(src->k);

	for (size_t r = 0; r < width; r++) {
		const char *const codes = (const char *)src->codes + (first + r) * src->row_bytes;
		char *out = (char *)to + r * next_row;

		for (size_t at = 0; at < count * how.from; at += how.from) {
			const bool here = r < rows && at < bytes;
			char space[QM_BLOCK];

			qm_make_block(qm_whole(here ? codes + at : "", here ? bytes - at : 0,
			                       how.from, space), how, out);
			out += next;
		}
	}
}

/* A panel of one row: its units follow each other. */
static inline QM_ALWAYS_INLINE void qm_put_row(const struct qm_matrix *src, size_t first,
                                               size_t rows, struct qm_units how, size_t bytes,
                                               size_t end, char *to)
{
	const char *const codes = (const char *)src->codes + first * src->row_bytes;

	for (size_t at = 0; at < end; at += how.from) {
		const bool here = rows > 0 && at < bytes;
		const size_t left = end - at < how.from ? end - at : how.from;
		const size_t times = QM_BLOCK / how.from;
		struct qm_space space;

		memcpy(to + at * times,
		       qm_block_of(here ? codes + at : "", here ? bytes - at : 0, how, &space),
		       left * times);
	}
}

/* Rows [first, first + rows) of src in units, to a panel without its head. */
static inline QM_ALWAYS_INLINE void qm_interleave(const struct qm_matrix *src, size_t first,
                                                  size_t rows, size_t width,
                                                  struct qm_units how, void *to)
{
	const size_t step = (how.group ? how.group : how.unit) * how.from / QM_BLOCK;
	const size_t bytes = src->format->row_bytes(src->k);
	const size_t end = (bytes + step - 1) / step * step;

	if (how.rows) {
		const size_t row = qm_row_stride(end * QM_BLOCK / how.from);

		qm_put_blocks(src, first, rows, width, how, row / QM_BLOCK, row, QM_BLOCK, to);
		return;
	}
	if (how.unit == QM_BLOCK) {
		qm_put_blocks(src, first, rows, width, how, end / how.from, QM_BLOCK,
		              width * QM_BLOCK, to);
		return;
	}
	if (width == 1 && !how.gap) {
		qm_put_row(src, first, rows, how, bytes, end, to);
		return;
	}
	for (size_t r = 0; r < width; r += QM_ROWS)
		for (size_t line = 0; line < end; line += QM_LINE)
			for (size_t at = line; at < end && at < line + QM_LINE; at += how.from)
				qm_interleave_block(src, first, rows, width, how, r, at, bytes, end,
				                    to);
}

/* Defines qm_pack_<id>: values of the format `codes`, k_unit of them in a word, in rows or not;
 * the rest are fields of qm_units.
 */
#define QM_PACK_WORDS(id, codes, k_unit, in_rows, look, ...)                                  \
	static void panel_##id(const struct qm_matrix *src, size_t first, size_t rows,         \
	                       size_t width, void *to)                                         \
	{                                                                                      \
		const struct qm_units units = { .unit = QM_WORD, .rows = (in_rows),            \
		                                __VA_ARGS__ };                                 \
                                                                                               \
		qm_interleave(src, first, rows, width, units, to);                             \
	}                                                                                      \
                                                                                               \
	const struct qm_packing qm_pack_##id = {                                               \
		.name = #id,                                                                   \
		.format = &(codes),                                                            \
		.kr = (k_unit),                                                                \
		.unit = QM_WORD,                                                               \
		.rows = (in_rows),                                                             \
		.panel = panel_##id,                                                           \
		.at = (look),                                                                  \
	}

#endif
