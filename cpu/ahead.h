/* ahead.h - packed B that comes next, on its way to L2 while a tile is computed.
 *
 * A slice of B serves a strip of A for each twelve rows or so, and then the next is wanted at
 * once.  If it comes from memory only while the first strip waits for it, few rows are slow:
 * the other strips leave memory idle.  So every strip fetches its share, a little in each
 * step, which turned 60 % of the bound into 90 % at m = 16 (Zen 4, weights in memory).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_AHEAD_H
#define QM_AHEAD_H

#include "cpu/kernel.h"

enum { AHEAD_LINE = 64 };

struct ahead {
	const char *at;
	size_t panel, step; /* bytes to the same place of the next panel, and to the next step */
};

static inline struct ahead ahead_of(const struct qm_tile *t, size_t panel)
{
	return (struct ahead){ t->ahead + panel * t->ahead_panel, t->ahead_panel,
	                       t->ahead_step };
}

/* In each step: `bytes` of each of `panels` panels, at least those of a step.  A prefetch past
 * the end of B is none.
 */
static inline QM_ALWAYS_INLINE void fetch_ahead(struct ahead *next, size_t panels,
                                                size_t bytes)
{
	const size_t lines = (bytes + AHEAD_LINE - 1) / AHEAD_LINE;

	/* One loop: clang 14 does not unroll an outer loop round a single iteration. */
	QM_UNROLL
	for (size_t x = 0; x < panels * lines; x++)
		__builtin_prefetch(next->at + x / lines * next->panel + x % lines * AHEAD_LINE, 0, 2);
	next->at += next->step;
}

/* Several panels at once are as many streams, which hardware follows; unless they are decoded
 * before, in one go.
 */
static inline bool fetches(const struct qm_tile *t, size_t panels)
{
	return panels == 1 || t->decoded;
}

#endif
