/* pack.h - operands in the order in which kernels read them.
 *
 * A panel is `width` rows of a matrix, interleaved: for each step of kr values along k
 * the units of all rows follow each other, so that a kernel reads one stream.
 *
 *     head[width] | step 0: unit[width] | step 1: unit[width] | ...
 *
 * Or in lines: the units of 16 steps of a row follow each other, then those of the next row.
 * Rows need not be transposed for that, which is what packing them costs most.
 *
 *     row 0: unit[16] | row 1: unit[16] | ... | row 0: the next unit[16] | ...
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
	bool lines;                     /* 16 units of a row follow each other */
	double pad;                     /* the value past the rows and past k */

	/* Rows [first, first + rows) of src, rows <= width, to a panel at `to`. */
	void (*panel)(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
	              void *to);
	/* The value at (row, p) of a panel: the layout, defined. */
	double (*at)(const struct qm_packing *how, const void *panel, size_t width, size_t row,
	             size_t p);
};

static inline size_t qm_pack_steps(const struct qm_packing *how, size_t k)
{
	return (k + how->kr - 1) / how->kr;
}

enum { QM_LINE_UNITS = 16 };

/* Units of a row that follow each other. */
static inline size_t qm_pack_run(const struct qm_packing *how)
{
	return how->lines ? QM_LINE_UNITS : 1;
}

/* Bytes of the units of a row of k values; its last line is whole. */
static inline size_t qm_units_bytes(const struct qm_packing *how, size_t k)
{
	const size_t run = qm_pack_run(how);

	return (qm_pack_steps(how, k) + run - 1) / run * run * how->unit;
}

static inline size_t qm_panel_bytes(const struct qm_packing *how, size_t width, size_t k)
{
	return width * (how->head + qm_units_bytes(how, k));
}

/* Where the unit of a row for value p begins. */
static inline const void *qm_panel_unit(const struct qm_packing *how, const void *panel,
                                        size_t width, size_t row, size_t p)
{
	const size_t step = p / how->kr, run = qm_pack_run(how);

	return (const char *)panel + width * how->head +
	       ((step / run * width + row) * run + step % run) * how->unit;
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
void qm_pack_lines(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
                   void *to);
/* With the upper bit of every byte flipped: a signed byte becomes an unsigned one, 128 more. */
void qm_pack_flipped_pairs(const struct qm_matrix *src, size_t first, size_t rows,
                           size_t width, void *to);
void qm_pack_flipped_lines(const struct qm_matrix *src, size_t first, size_t rows,
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
