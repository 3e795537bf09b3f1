/* shift.c - signed codes become unsigned: 128 more.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "cpu/peers/shift.h"

/* Adds 128 to each code, eight at a time: that is its highest bit, turned round. */
static void shift_row(const uint8_t *from, size_t k, uint8_t *to)
{
	size_t p = 0;

	for (; p + 8 <= k; p += 8) {
		uint64_t eight;

		memcpy(&eight, from + p, sizeof eight);
		eight ^= 0x8080808080808080u;
		memcpy(to + p, &eight, sizeof eight);
	}
	for (; p < k; p++)
		to[p] = from[p] ^ 0x80;
}

void qm_shift_codes(const struct qm_matrix *x, uint8_t *to)
{
#pragma omp parallel for if (x->rows > 1)
	for (size_t i = 0; i < x->rows; i++)
		shift_row((const uint8_t *)x->codes + i * x->row_bytes, x->k, to + i * x->k);
}
