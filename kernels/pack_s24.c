/* pack_s24.c - 2:4 sparse weights as kernels read them, and the windows of activations.
 *
 * A step is 32 values along k.  A row's share of it is so many words that are kept, and one
 * of metadata; the words of all rows with the same number follow each other:
 *
 *     kept word 0 [width] | kept word 1 [width] | ... | metadata [width]
 *
 * s24x32 has four words of four kept bytes.  Byte b of a row's metadata is about byte b of
 * the four: bits 2w are where among its group the byte of word w stood.  So a shift by 2w
 * and a mask make an index a byte.  s24fx32 has sixteen words, one float each, and bits 2w
 * of the metadata are about word w.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "kernels/pack.h"
#include "kernels/s24.h"

extern const struct qm_format qm_format_s24, qm_format_s24f, qm_format_f32;

enum {
	STEP = 32,                    /* values of a row in one step */
	GROUPS = STEP / QM_S24_GROUP, /* of four */
	KEPT = STEP / 2,
	WORD = 4,
	BLOCK = 4 /* steps of one row at a time, for the reason given in pack.c */
};

/* Bit of the metadata word where the index of kept value v of a step is: values of `size`
 * bytes, WORD / size of them in a word.
 */
static size_t index_bit(size_t size, size_t v)
{
	const size_t in_word = WORD / size;

	return v % in_word * 8 + v / in_word * 2;
}

static const char *row_of(const struct qm_matrix *src, size_t row)
{
	return (const char *)src->codes + row * src->row_bytes;
}

/* Row `row` (NULL: of zeros) of one step; `to` is its first word, the next is stride on. */
static void put_step(const struct qm_matrix *src, const char *row, size_t size, size_t step,
                     char *to, size_t stride)
{
	const size_t words = KEPT * size / WORD;
	const size_t groups = (src->k + QM_S24_GROUP - 1) / QM_S24_GROUP;
	char kept[KEPT * WORD] = { 0 };
	uint32_t metadata = 0;

	for (size_t g = 0; g < GROUPS; g++) {
		const size_t group = step * GROUPS + g;
		const bool here = row && group < groups;
		const unsigned nibble = here ? qm_s24_nibble(row, size, group) : 4;

		if (here)
			memcpy(kept + 2 * g * size, row + qm_s24_kept(size, group, 0), 2 * size);
		for (unsigned j = 0; j < 2; j++)
			metadata |= (uint32_t)qm_s24_index(nibble, j) << index_bit(size, 2 * g + j);
	}
	for (size_t w = 0; w < words; w++)
		memcpy(to + w * stride, kept + w * WORD, WORD);
	memcpy(to + words * stride, &metadata, WORD);
}

static void put_steps(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
                      size_t size, char *to)
{
	const size_t steps = (src->k + STEP - 1) / STEP, words = KEPT * size / WORD + 1;

	for (size_t s0 = 0; s0 < steps; s0 += BLOCK)
		for (size_t r = 0; r < width; r++)
			for (size_t s = s0; s < steps && s < s0 + BLOCK; s++)
				put_step(src, r < rows ? row_of(src, first + r) : NULL, size, s,
				         to + (s * words * width + r) * WORD, width * WORD);
}

/* The code at (row, p), 0 if it was pruned; steps begin at `steps`. */
static uint32_t code_at(const char *steps, size_t width, size_t size, size_t row, size_t p)
{
	const size_t words = KEPT * size / WORD, first = p % STEP / QM_S24_GROUP * 2;
	const char *const step = steps + (p / STEP * (words + 1) * width + row) * WORD;
	uint32_t metadata, code = 0;

	memcpy(&metadata, step + words * width * WORD, sizeof metadata);
	for (size_t v = first; v < first + 2; v++)
		if ((metadata >> index_bit(size, v) & 3) == p % QM_S24_GROUP)
			memcpy(&code, step + v * size / WORD * width * WORD + v * size % WORD, size);
	return code;
}

static void panel_s24x32(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
                         void *to)
{
	put_steps(src, first, rows, width, 1, to);
}

/* Kept values fill the unit but for its word of metadata. */
static double kept_at(const struct qm_packing *how, const void *panel, size_t width, size_t row,
                      size_t p)
{
	const char *const steps = (const char *)panel + width * how->head;
	const size_t size = (how->unit - WORD) / KEPT;

	return how->format->value(code_at(steps, width, size, row, p));
}

const struct qm_packing qm_pack_s24x32 = {
	.name = "s24x32",
	.format = &qm_format_s24,
	.kr = STEP,
	.unit = KEPT + WORD,
	.panel = panel_s24x32,
	.at = kept_at,
};

/* With -128 times the sum of what each row keeps ahead of it, as s8x4_sum.
 * |128 * sum| <= 128 * 128 * k / 2, within int32 for every legal k.
 */
static void panel_s24x32_sum(const struct qm_matrix *src, size_t first, size_t rows,
                             size_t width, void *to)
{
	int32_t *const head = to;

	for (size_t r = 0; r < width; r++) {
		int32_t sum = 0;

		for (size_t g = 0; r < rows && g < (src->k + QM_S24_GROUP - 1) / QM_S24_GROUP; g++)
			for (unsigned j = 0; j < 2; j++)
				sum += (int8_t)row_of(src, first + r)[qm_s24_kept(1, g, j)];
		head[r] = -128 * sum;
	}
	put_steps(src, first, rows, width, 1, (char *)to + width * sizeof *head);
}

const struct qm_packing qm_pack_s24x32_sum = {
	.name = "s24x32_sum",
	.format = &qm_format_s24,
	.kr = STEP,
	.unit = KEPT + WORD,
	.head = WORD,
	.panel = panel_s24x32_sum,
	.at = kept_at,
};

static void panel_s24fx32(const struct qm_matrix *src, size_t first, size_t rows,
                          size_t width, void *to)
{
	put_steps(src, first, rows, width, sizeof(float), to);
}

const struct qm_packing qm_pack_s24fx32 = {
	.name = "s24fx32",
	.format = &qm_format_s24f,
	.kr = STEP,
	.unit = KEPT * sizeof(float) + WORD,
	.panel = panel_s24fx32,
	.at = kept_at,
};

const struct qm_packing qm_pack_f32x4 = {
	.name = "f32x4",
	.format = &qm_format_f32,
	.kr = 4,
	.unit = 16,
	.panel = qm_pack_quads,
	.at = qm_pack_code_at,
};

/* Past k the values are -0: times the +0 of the weights they add -0, which changes no sum,
 * not even -0.
 */
static void panel_f32x16(const struct qm_matrix *src, size_t first, size_t rows, size_t width,
                         void *to)
{
	const size_t steps = qm_pack_steps(&qm_pack_f32x16, src->k);
	float *const last = (float *)to + (steps - 1) * width * 16;

	qm_pack_blocks(src, first, rows, width, to);
	for (size_t r = 0; r < width && src->k % 16; r++)
		for (size_t l = src->k % 16; l < 16; l++)
			last[r * 16 + l] = -0.0f;
}

const struct qm_packing qm_pack_f32x16 = {
	.name = "f32x16",
	.format = &qm_format_f32,
	.kr = 16,
	.unit = 64,
	.panel = panel_f32x16,
	.at = qm_pack_code_at,
};
