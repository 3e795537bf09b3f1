/* f32.c - IEEE single precision: the baseline that every other format is compared with.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <string.h>

#include "kernels/pack.h"
#include "kernels/qm.h"

static size_t row_bytes(size_t k)
{
	return k * sizeof(float);
}

static uint32_t get(const void *row, size_t p)
{
	uint32_t code;

	memcpy(&code, (const char *)row + p * sizeof code, sizeof code);
	return code;
}

static void put(void *row, size_t p, uint32_t code)
{
	memcpy((char *)row + p * sizeof code, &code, sizeof code);
}

static double value(uint32_t code)
{
	float x;

	memcpy(&x, &code, sizeof x);
	return (double)x;
}

static void quantise(const struct qm_matrix *to, size_t row, const float *x)
{
	memcpy((char *)to->codes + row * to->row_bytes, x, to->k * sizeof *x);
}

/* +-1.5 and the largest numbers whose products neither overflow nor become subnormal in
 * sums of any length that is tested; +-2^40 and +-2^-40 make every rounding visible.
 */
static const uint32_t extremes[] = {
	0x3FC00000, 0xBFC00000, 0x53800000, 0xD3800000,
	0x2B800000, 0xAB800000, 0x3F7FFFFF, 0xBF800001,
};

/* Signed zeros, subnormals, the smallest normal, the largest number, infinities, NaN. */
static const uint32_t specials[] = {
	0x00000000, 0x80000000, 0x00000001, 0x807FFFFF, 0x00800000,
	0x7F7FFFFF, 0x7F800000, 0xFF800000, 0x7FC00000,
};

const struct qm_format qm_format_f32 = {
	.name = "f32",
	.idea = "IEEE binary32",
	.bits = 32,
	.row_bytes = row_bytes,
	.get = get,
	.put = put,
	.value = value,
	.quantise = quantise,
	.extremes = extremes,
	.extreme_count = sizeof extremes / sizeof extremes[0],
	.specials = specials,
	.special_count = sizeof specials / sizeof specials[0],
};

static void element(const struct qm_problem *p, size_t i, size_t j, void *c)
{
	const float *a = (const void *)((const char *)p->a.codes + i * p->a.row_bytes);
	const float *b = (const void *)((const char *)p->b.codes + j * p->b.row_bytes);
	float acc = 0;

	for (size_t l = 0; l < p->shape.k; l++)
		acc = fmaf(a[l], b[l], acc);
	memcpy(c, &acc, sizeof acc);
}

const struct qm_family qm_f32 = {
	.name = "f32",
	.idea = "single precision: the baseline",
	.contract = "C1: acc = fmaf(a, b, acc) from +0, k ascending, one accumulator",
	.a = &qm_format_f32,
	.b = &qm_format_f32,
	.c = QM_FLOAT32,
	.k_max = (size_t)1 << 31,
	.k_multiple = 1,
	.element = element,
};

const struct qm_packing qm_pack_f32x1 = {
	.name = "f32x1",
	.format = &qm_format_f32,
	.kr = 1,
	.unit = 4,
	.panel = qm_pack_words,
	.at = qm_pack_code_at,
};

const struct qm_packing qm_pack_f32x1_rows = {
	.name = "f32x1_rows",
	.format = &qm_format_f32,
	.kr = 1,
	.unit = 4,
	.rows = true,
	.as_is = true,
	.panel = qm_pack_rows,
	.at = qm_pack_code_at,
};
