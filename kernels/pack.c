/* pack.c - rows in turn, their bytes as they are or flipped.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "kernels/interleave.h"
#include "kernels/pack.h"

const struct qm_packing *const qm_packings[] = {
#define QM_PACKING(name) &qm_pack_##name,
#include "kernels/packings.def"
#undef QM_PACKING
};

const size_t qm_packing_count = sizeof qm_packings / sizeof qm_packings[0];

void qm_short_codes(const char *codes, size_t left, char to[QM_BLOCK])
{
	memset(to, 0, QM_BLOCK);
	memcpy(to, codes, left);
}

static inline QM_ALWAYS_INLINE void flip(const void *codes, qm_decoder *decode,
                                         uint32_t *block)
{
	(void)decode;
	QM_UNROLL
	for (size_t b = 0; b < QM_BLOCK; b += QM_VECTOR)
		qm_put_vector((char *)block + b, qm_vector_at((const char *)codes + b) ^ 0x80);
}

void qm_pack_bytes(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
                   void *to)
{
	qm_interleave(src, first, rows, width, (struct qm_units){ .unit = 1, .from = QM_BLOCK },
	              to);
}

void qm_pack_halves(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
                   void *to)
{
	qm_interleave(src, first, rows, width, (struct qm_units){ .unit = 2, .from = QM_BLOCK },
	              to);
}

void qm_pack_words(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
                   void *to)
{
	qm_interleave(src, first, rows, width, (struct qm_units){ .unit = 4, .from = QM_BLOCK },
	              to);
}

void qm_pack_pairs(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
                   void *to)
{
	qm_interleave(src, first, rows, width, (struct qm_units){ .unit = 8, .from = QM_BLOCK },
	              to);
}

void qm_pack_quads(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
                   void *to)
{
	qm_interleave(src, first, rows, width, (struct qm_units){ .unit = 16, .from = QM_BLOCK },
	              to);
}

void qm_pack_blocks(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
                    void *to)
{
	qm_interleave(src, first, rows, width,
	              (struct qm_units){ .unit = QM_BLOCK, .from = QM_BLOCK }, to);
}

void qm_pack_rows(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
                   void *to)
{
	const struct qm_units units = { .unit = QM_WORD, .from = QM_BLOCK, .rows = true };

	qm_interleave(src, first, rows, width, units, to);
}

void qm_pack_flipped_pairs(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
                   void *to)
{
	const struct qm_units units = { .unit = 8, .from = QM_BLOCK, .make = flip };

	qm_interleave(src, first, rows, width, units, to);
}

void qm_pack_flipped_words(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
                           void *to)
{
	const struct qm_units units = { .unit = QM_WORD, .from = QM_BLOCK, .make = flip };

	qm_interleave(src, first, rows, width, units, to);
}

double qm_pack_code_at(const struct qm_packing *how, const void *panel, size_t width,
                       size_t row, size_t p)
{
	const void *const unit = qm_panel_unit(how, panel, width, row, p);

	return how->format->value(how->format->get(unit, p % how->kr));
}
