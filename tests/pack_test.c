/* pack_test.c - every packing holds what its matrix holds, zero past the edges, and writes
 * its panel only and wholly.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include "tests/checks.h"

static const size_t widths[] = { 1, 2, 3, 4, 5, 6, 8, 12, 16, 32 };
/* Around the units (2 .. 16), the blocks of 64 bytes in pack.c, and past both. */
static const size_t ks[] = { 1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 63, 64, 65, 127, 200, 259 };

static bool check_width(const struct qm_packing *how, size_t width, enum qm_data data)
{
	for (size_t i = 0; i < sizeof ks / sizeof ks[0]; i++)
		for (size_t rows = 1; rows <= width; rows += rows < 3 ? 1 : (width + 3) / 4) {
			const size_t scaled = how->format->group;
			const size_t group = scaled && scaled < QM_WHOLE_ROW ? scaled : 1;
			const size_t k = (ks[i] + group - 1) / group * group;
			const struct check_panel p = { width, rows, i % 3, k, data };

			if (!check_packing(how, &p))
				return false;
		}
	return true;
}

static bool check(const struct qm_packing *how)
{
	static const enum qm_data kinds[] = { QM_DATA_CODES, QM_DATA_EXTREME };

	for (size_t d = 0; d < sizeof kinds / sizeof kinds[0]; d++)
		for (size_t w = 0; w < sizeof widths / sizeof widths[0]; w++)
			if (!check_width(how, widths[w], kinds[d]))
				return false;
	printf("%s\n", how->name);
	return true;
}

int main(void)
{
	int wrong = 0;

	for (size_t i = 0; i < qm_packing_count; i++)
		if (!check(qm_packings[i]))
			wrong = 1;
	return wrong;
}
