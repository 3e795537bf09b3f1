/* blame.c - which element is wrong, and what is wrong around it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <string.h>

#include "harness/blame.h"
#include "harness/check.h"

static const char *print_element(enum qm_ctype type, const void *x, char *text, size_t size)
{
	uint32_t bits;
	float f;

	memcpy(&bits, x, 4);
	memcpy(&f, x, 4);
	if (type == QM_INT32)
		snprintf(text, size, "%d", (int)(int32_t)bits);
	else
		snprintf(text, size, "%.9g (0x%08x)", (double)f, (unsigned)bits);
	return text;
}

const void *qm_element_of(const struct qm_problem *p, const void *c, size_t i, size_t j)
{
	return (const char *)c + (i * p->shape.n + j) * 4;
}

/* 8 rows by 16 columns around (i, j): '.' right, 'X' wrong. */
static void draw_neighbourhood(const struct qm_problem *p, const void *c, size_t i, size_t j,
                               char *text, size_t size)
{
	const size_t i0 = i < 4 ? 0 : i - 4, j0 = j < 8 ? 0 : j - 8;
	size_t used = 0;

	for (size_t y = i0; y < i0 + 8 && y < p->shape.m; y++) {
		used += (size_t)snprintf(text + used, size - used, "\n  row %6zu  ", y);
		for (size_t x = j0; x < j0 + 16 && x < p->shape.n && used + 2 < size; x++) {
			uint32_t right;

			p->family->element(p, y, x, &right);
			text[used++] = qm_same_element(p->family->c, qm_element_of(p, c, y, x), &right)
			               ? '.' : 'X';
		}
		text[used] = '\0';
		if (used + 40 > size)
			return;
	}
}

bool qm_blame(const struct qm_problem *p, const void *c, size_t i, size_t j,
                  const void *expected, size_t how_many, size_t of, struct qm_err *err)
{
	char got[64], want[64], around[400] = "";

	draw_neighbourhood(p, c, i, j, around, sizeof around);
	return qm_fail(err, QM_WRONG,
	               "C[%zu][%zu] is %s, expected %s; %zu of %zu checked are wrong; "
	               "from column %zu on, X is wrong:%s",
	               i, j, print_element(p->family->c, qm_element_of(p, c, i, j), got, sizeof got),
	               print_element(p->family->c, expected, want, sizeof want), how_many, of,
	               j < 8 ? (size_t)0 : j - 8, around);
}
