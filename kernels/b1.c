/* b1.c - +1 or -1: one bit a value.
 *
 * Bit p % 8 of byte p / 8 is 1 for -1; a row is ceil(k / 8) bytes, and its bits past k are
 * 0.  Of k products d are -1, where the operands differ, and k - d are +1: the sum is
 * k - 2 d, and d is the population count of an exclusive or (XNOR-Net, Rastegari et al.,
 * ECCV 2016).  Bits that are equal on both sides add nothing to d.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "kernels/qm.h"

static size_t row_bytes(size_t k)
{
	return (k + 7) / 8;
}

static uint32_t get(const void *row, size_t p)
{
	return (uint32_t)((const uint8_t *)row)[p / 8] >> p % 8 & 1u;
}

static void put(void *row, size_t p, uint32_t code)
{
	uint8_t *const byte = (uint8_t *)row + p / 8;

	*byte = (uint8_t)((*byte & ~(1u << p % 8)) | (code & 1u) << p % 8);
}

static double value(uint32_t code)
{
	return code & 1u ? -1 : 1;
}

/* The sign; zero counts as positive.  Where a layer scales its signs by the mean of the
 * absolute values, the product is defined on the codes alone (contract C0).
 */
static void quantise(const struct qm_matrix *to, size_t row, const float *x)
{
	uint8_t *const codes = (uint8_t *)to->codes + row * to->row_bytes;

	memset(codes, 0, row_bytes(to->k));
	for (size_t l = 0; l < to->k; l++)
		put(codes, l, x[l] < 0);
}

static const uint32_t both[] = { 0, 1 };

const struct qm_format qm_format_b1 = {
	.name = "b1",
	.idea = "binary, +1 or -1",
	.bits = 1,
	.row_bytes = row_bytes,
	.get = get,
	.put = put,
	.value = value,
	.quantise = quantise,
	.extremes = both,
	.extreme_count = sizeof both / sizeof both[0],
	.specials = both,
	.special_count = sizeof both / sizeof both[0],
};

static void element(const struct qm_problem *p, size_t i, size_t j, void *c)
{
	const uint8_t *a = (const uint8_t *)p->a.codes + i * p->a.row_bytes;
	const uint8_t *b = (const uint8_t *)p->b.codes + j * p->b.row_bytes;
	int64_t differ = 0;

	for (size_t byte = 0; byte < row_bytes(p->shape.k); byte++)
		differ += __builtin_popcount(a[byte] ^ b[byte]);

	const int32_t sum = (int32_t)((int64_t)p->shape.k - 2 * differ);

	memcpy(c, &sum, sizeof sum);
}

const struct qm_family qm_b1 = {
	.name = "b1",
	.idea = "binary by binary (XNOR) to 32 bits",
	.contract = "C0: the exact sum in int32",
	.a = &qm_format_b1,
	.b = &qm_format_b1,
	.c = QM_INT32,
	.k_max = 0x7FFFFFFF, /* |sum| <= k */
	.k_multiple = 1,
	.element = element,
};
