/* pack.c - interleaving rows.
 *
 * A block of 64 bytes of one row is spread at a time: the reads use whole cache lines,
 * and the rows of a matrix whose stride is a power of two do not evict each other.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "kernels/pack.h"

const struct qm_packing *const qm_packings[] = {
#define QM_PACKING(name) &qm_pack_##name,
#include "kernels/packings.def"
#undef QM_PACKING
};

const size_t qm_packing_count = sizeof qm_packings / sizeof qm_packings[0];

enum { BLOCK = 64 };

static const uint64_t SIGNS = 0x8080808080808080; /* of eight bytes */

/* Units of one row's block to their places, of up to eight bytes xored with flip if that is
 * not 0.  unit and whether there is a flip are constants at every call: each copy is one
 * load and one store.
 */
static inline QM_ALWAYS_INLINE void spread_block(const char *block, size_t units,
                                                 size_t width, size_t unit, uint64_t flip,
                                                 char *to)
{
	for (size_t u = 0; u < units; u++) {
		char *const place = to + u * width * unit;

		if (flip) {
			uint64_t word = 0;

			memcpy(&word, block + u * unit, unit < sizeof word ? unit : sizeof word);
			word ^= flip;
			memcpy(place, &word, unit < sizeof word ? unit : sizeof word);
		} else {
			memcpy(place, block + u * unit, unit);
		}
	}
}

static inline QM_ALWAYS_INLINE void interleave(const struct qm_matrix *src, size_t first,
                                               size_t rows, size_t width, size_t unit,
                                               uint64_t flip, char *to)
{
	const size_t bytes = src->format->row_bytes(src->k);

	for (size_t byte = 0; byte < bytes; byte += BLOCK) {
		const size_t valid = bytes - byte < BLOCK ? bytes - byte : BLOCK;
		char *const out = to + byte / unit * width * unit;

		for (size_t r = 0; r < width; r++) {
			const char *row = (const char *)src->codes + (first + r) * src->row_bytes;
			char block[BLOCK] = { 0 };

			if (r < rows && valid == BLOCK) {
				spread_block(row + byte, BLOCK / unit, width, unit, flip, out + r * unit);
				continue;
			}
			if (r < rows)
				memcpy(block, row + byte, valid);
			spread_block(block, (valid + unit - 1) / unit, width, unit, flip,
			             out + r * unit);
		}
	}
}

void qm_pack_bytes(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
                   void *to)
{
	interleave(src, first, rows, width, 1, 0, to);
}

void qm_pack_halves(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
                    void *to)
{
	interleave(src, first, rows, width, 2, 0, to);
}

void qm_pack_words(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
                   void *to)
{
	interleave(src, first, rows, width, 4, 0, to);
}

void qm_pack_pairs(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
                   void *to)
{
	interleave(src, first, rows, width, 8, 0, to);
}

void qm_pack_quads(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
                   void *to)
{
	interleave(src, first, rows, width, 16, 0, to);
}

void qm_pack_lines(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
                   void *to)
{
	interleave(src, first, rows, width, BLOCK, 0, to);
}

void qm_pack_flipped_words(const struct qm_matrix *src, size_t first, size_t rows,
                           size_t width, void *to)
{
	interleave(src, first, rows, width, 4, SIGNS, to);
}

void qm_pack_flipped_pairs(const struct qm_matrix *src, size_t first, size_t rows,
                           size_t width, void *to)
{
	interleave(src, first, rows, width, 8, SIGNS, to);
}

double qm_pack_code_at(const struct qm_packing *how, const void *panel, size_t width,
                       size_t row, size_t p)
{
	const void *const unit = qm_panel_unit(how, panel, width, row, p);

	return how->format->value(how->format->get(unit, p % how->kr));
}
