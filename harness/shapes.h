/* shapes.h - named sets of shapes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_SHAPES_H
#define QM_SHAPES_H

#include "kernels/qm.h"

struct qm_named_shape {
	const char *name; /* the layer it stands for */
	struct qm_shape shape;
};

struct qm_shape_set {
	const char *name;
	const char *idea; /* one line, with the source of the sizes */
	size_t count;
	const struct qm_named_shape *shape;
};

extern const struct qm_shape_set *const qm_shape_sets[];
extern const size_t qm_shape_set_count;

const struct qm_shape_set *qm_shape_set_find(const char *name);

/* "MxNxK"; false, with what was expected, if it is not that. */
bool qm_shape_parse(const char *text, struct qm_shape *shape, struct qm_err *err);

#endif
