/* family.c - the list of families, and what they have in common.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "kernels/qm.h"

#define QM_FAMILY(name) extern const struct qm_family qm_##name;
#include "kernels/families.def"
#undef QM_FAMILY

const struct qm_family *const qm_families[] = {
#define QM_FAMILY(name) &qm_##name,
#include "kernels/families.def"
#undef QM_FAMILY
};

const size_t qm_family_count = sizeof qm_families / sizeof qm_families[0];

const struct qm_family *qm_family_find(const char *name)
{
	for (size_t i = 0; i < qm_family_count; i++)
		if (strcmp(qm_families[i]->name, name) == 0)
			return qm_families[i];
	return NULL;
}

bool qm_fail(struct qm_err *err, enum qm_code code, const char *format, ...)
{
	va_list args;

	if (!err)
		return false;
	err->code = code;
	va_start(args, format);
	vsnprintf(err->text, sizeof err->text, format, args);
	va_end(args);
	return false;
}

size_t qm_matrix_bytes(const struct qm_matrix *x)
{
	return x->rows * (x->row_bytes + x->row_scales * sizeof *x->scales);
}

struct qm_matrix qm_matrix_slice(const struct qm_matrix *x, size_t from, size_t to)
{
	struct qm_matrix slice = *x;

	slice.codes = (char *)x->codes + x->format->row_bytes(from);
	slice.k = (to < x->k ? to : x->k) - from;
	/* Rows of scales stay as far apart as they were: row_scales is their stride. */
	if (x->scales)
		slice.scales = x->scales + from / x->format->group;
	return slice;
}

bool qm_shape_ok(const struct qm_family *family, struct qm_shape s, struct qm_err *err)
{
	if (s.m == 0 || s.n == 0 || s.k == 0)
		return qm_fail(err, QM_USAGE, "shape %zux%zux%zu: each side must be at least 1",
		               s.m, s.n, s.k);
	if (s.k > family->k_max)
		return qm_fail(err, QM_USAGE,
		               "%s: k = %zu is too large, its contract (%s) holds up to k = %zu",
		               family->name, s.k, family->contract, family->k_max);
	if (s.k % family->k_multiple != 0)
		return qm_fail(err, QM_USAGE, "%s: k = %zu must be a multiple of %zu",
		               family->name, s.k, family->k_multiple);
	return true;
}
