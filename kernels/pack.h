/* pack.h - operands in the order in which kernels read them.
 *
 * A panel is `width` rows of a matrix, interleaved: for each step of kr values along k
 * the units of all rows follow each other, so that a kernel reads one stream.
 *
 *     head[width] | step 0: unit[width] | step 1: unit[width] | ...
 *
 * Or in rows: all units of a row follow each other, and the rows stand qm_row_stride() apart.
 * That is what a matrix is already.  Where the units are the codes as they are, a kernel can
 * read them where they lie, and nothing is packed.
 *
 *     row 0: unit[steps] | row 1: unit[steps] | ...
 *
 * Rows past the end of the matrix and values past k are zero (as stored: see each
 * packing), so kernels never test for either.  That is the value 0, but for formats that
 * have no zero.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_PACK_H
#define QM_PACK_H

#include "kernels/qm.h"

struct qm_packing {
	const char *name;
	const struct qm_format *format; /* what it packs */
	size_t kr;                      /* values along k in one unit */
	size_t unit;                    /* bytes of one row's unit */
	size_t head;                    /* bytes a row before the first step */
	bool rows;                      /* the units of a row follow each other; no head */
	bool as_is;                     /* ... and are its codes as they are */
	double pad;                     /* the value past the rows and past k */

	/* Rows [first, first + rows) of src, rows <= width, to a panel at `to`. */
	void (*panel)(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
	              void *to);
	/* The value at (row, p) of a panel: the layout, defined.  (In rows each row is a panel.) */
	double (*at)(const struct qm_packing *how, const void *panel, size_t width, size_t row,
	             size_t p);
};

static inline size_t qm_pack_steps(const struct qm_packing *how, size_t k)
{
	return (k + how->kr - 1) / how->kr;
}

enum {
	QM_LINE = 64,  /* bytes of a cache line */
	QM_PAGE = 4096 /* bytes after which lines share a set of a first-level cache */
};

/* From a row of `bytes` bytes to the next: whole lines, and no whole pages, which would lay a
 * line of each row of a strip into one set.
 */
static inline size_t qm_row_stride(size_t bytes)
{
	const size_t lines = (bytes + QM_LINE - 1) / QM_LINE * QM_LINE;

	return lines % QM_PAGE ? lines : lines + QM_LINE;
}

/* Bytes of the units of a row of k values. */
static inline size_t qm_units_bytes(const struct qm_packing *how, size_t k)
{
	const size_t bytes = qm_pack_steps(how, k) * how->unit;

	return how->rows ? qm_row_stride(bytes) : bytes;
}

static inline size_t qm_panel_bytes(const struct qm_packing *how, size_t width, size_t k)
{
	return width * (how->head + qm_units_bytes(how, k));
}

/* Where the unit of a row for value p begins.  Of a panel in rows each row is a panel. */
static inline const void *qm_panel_unit(const struct qm_packing *how, const void *panel,
                                        size_t width, size_t row, size_t p)
{
	return (const char *)panel + width * how->head + (p / how->kr * width + row) * how->unit;
}

/* Panels that only move the bytes of canonical rows, in units of 1, 2, 4, 8, 16 or 64. */
void qm_pack_bytes(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
                   void *to);
void qm_pack_halves(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
                    void *to);
void qm_pack_words(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
                   void *to);
void qm_pack_pairs(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
                   void *to);
void qm_pack_quads(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
                   void *to);
void qm_pack_blocks(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
                    void *to);
void qm_pack_rows(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
                   void *to);
/* With the upper bit of every byte flipped: a signed byte becomes an unsigned one, 128 more. */
void qm_pack_flipped_pairs(const struct qm_matrix *src, size_t first, size_t rows,
                           size_t width, void *to);
void qm_pack_flipped_words(const struct qm_matrix *src, size_t first, size_t rows,
                           size_t width, void *to);
/* at() of units that are codes as the format stores them. */
double qm_pack_code_at(const struct qm_packing *how, const void *panel, size_t width,
                       size_t row, size_t p);

/* Every packing, for tests: QM_PACKING(name), defined as qm_pack_<name>. */
#define QM_PACKING(name) extern const struct qm_packing qm_pack_##name;
#include "kernels/packings.def"
#undef QM_PACKING
extern const struct qm_packing *const qm_packings[];
extern const size_t qm_packing_count;

#endif
