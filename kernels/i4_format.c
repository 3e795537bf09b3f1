/* i4_format.c - 4-bit integers in groups along k, each group with a scale: weights.
 *
 * Two's complement, -8..7, value 2p in the low half of byte p.  The groups of 32, 64 and
 * 128 differ in that number alone: 5, 4.5 and 4.25 bits a weight with its share of a scale.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "kernels/qm.h"
#include "kernels/symmetric.h"

enum { LEAST = -8, MOST = 7 };

static size_t row_bytes(size_t k)
{
	return (k + 1) / 2;
}

static uint32_t get(const void *row, size_t p)
{
	return (uint32_t)((const uint8_t *)row)[p / 2] >> p % 2 * 4 & 0xF;
}

static void put(void *row, size_t p, uint32_t code)
{
	uint8_t *const byte = (uint8_t *)row + p / 2;

	*byte = (uint8_t)(p % 2 ? (*byte & 0x0F) | code << 4 : (*byte & 0xF0) | code);
}

static double value(uint32_t code)
{
	return (double)((int32_t)(code ^ 8) - 8);
}

/* Symmetric: the largest magnitude of a group becomes 7 of either sign, so nothing is cut
 * off (with 8, the most positive weight would become 7/8 of itself); -8 is left to formats
 * that are read, not made here, and to groups whose scale is subnormal.  A group of zeros has
 * scale 0, and so has one below 3.5 * 2^-149, for which there is no scale.
 */
static void quantise(const struct qm_matrix *to, size_t row, const float *x)
{
	char *const codes = (char *)to->codes + row * to->row_bytes;
	const size_t group = to->format->group;

	for (size_t g = 0; g < to->row_scales; g++) {
		const size_t from = g * group, end = from + group < to->k ? from + group : to->k;
		const float scale = qm_largest_magnitude(x + from, end - from) / MOST;

		to->scales[row * to->row_scales + g] = scale;
		for (size_t l = from; l < end; l++)
			put(codes, l, (uint32_t)qm_symmetric_code(x[l], scale, LEAST, MOST) & 0xF);
	}
}

static const uint32_t extremes[] = { 0x8, 0x7, 0x9 };
static const uint32_t specials[] = { 0x0, 0x1, 0xF, 0x8 };

#define I4_IN_GROUPS_OF(count) \
	.bits = 4, .group = count, .row_bytes = row_bytes, .get = get, .put = put, \
	.value = value, .quantise = quantise, .extremes = extremes, \
	.extreme_count = sizeof extremes / sizeof extremes[0], .specials = specials, \
	.special_count = sizeof specials / sizeof specials[0]

const struct qm_format qm_format_i4 = {
	.name = "i4", .idea = "4-bit integer, -8..7, in groups of 32", I4_IN_GROUPS_OF(32),
};

const struct qm_format qm_format_i4g64 = {
	.name = "i4g64", .idea = "4-bit integer, -8..7, in groups of 64", I4_IN_GROUPS_OF(64),
};

const struct qm_format qm_format_i4g128 = {
	.name = "i4g128", .idea = "4-bit integer, -8..7, in groups of 128", I4_IN_GROUPS_OF(128),
};
