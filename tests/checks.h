/* checks.h - what the tests of kernels share: shapes, comparison, and guarded memory.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_CHECKS_H
#define QM_CHECKS_H

#include "cpu/kernel.h"
#include "kernels/backend.h"
#include "kernels/fill.h"

enum { CHECK_SEED = 20240229, CHECK_SHAPES = 480, CHECK_ROWS = 61 /* at most */ };

/* QM_TEST_QUICK=1: fewer shapes, for an emulated processor. */
bool check_quick(void);

/* Shapes around the edges of a tile, legal for its family; returns how many. */
size_t check_shapes(const struct qm_kernel *kernel, bool quick,
                    struct qm_shape shapes[CHECK_SHAPES]);

/* C by definition: m rows of n elements.  False if there is no memory. */
bool check_expect(const struct qm_problem *p, void *c);

/* One case: where it came from, for the report of a mismatch. */
struct check_case {
	const char *kernel;
	struct qm_shape shape;
	enum qm_data data;
	size_t threads;
};

/* True if every element of C (rows c_row bytes apart) has the bits expected, or both are
 * NaN; else the first that has not goes to stderr.
 */
bool check_same(const struct check_case *at, enum qm_ctype type, const void *c, size_t c_row,
                const void *expected);

/* One problem through a backend: prepare, run twice, fetch, compare.  `expected` is C. */
bool check_backend(const struct qm_backend *backend, struct qm_device *device,
                   const struct qm_kernel *kernel, const struct qm_problem *p,
                   enum qm_data data, const void *expected);

/* Every way in which a check of guarded memory can end, but for a signal. */
enum check_end { CHECK_FINE, CHECK_VALUE, CHECK_STRAY, CHECK_BROKEN };

/* All operands of a product, each against a page that cannot be touched: the one after it
 * (at_end) or the one before.  Memory is taken once, for all cases.
 */
bool check_guard_open(void);
enum check_end check_guard(const struct qm_cpu_kernel *kernel, const struct check_case *at,
                           bool at_end);

/* One packing, one panel: `rows` of `width` rows, k values, from row `first` on. */
struct check_panel {
	size_t width, rows, first, k;
	enum qm_data data;
};
bool check_packing(const struct qm_packing *how, const struct check_panel *panel);

/* A kernel's pack_a(), and its run() if it packs rows: the bytes of its packing and no others (but
 * that any NaN is one), and what least() says.
 */
bool check_pack_a(const struct qm_cpu_kernel *kernel);

#endif
