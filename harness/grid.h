/* grid.h - text in aligned columns, for a terminal or for Markdown.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_GRID_H
#define QM_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { QM_GRID_COLUMNS = 12 };

struct qm_column {
	const char *title;
	bool right;     /* numbers */
	unsigned spare; /* the highest goes first where there is little room; 0 stays */
};

struct qm_grid {
	const struct qm_column *column;
	size_t columns, rows;
	char **cell;    /* [rows][columns]; a row of NULLs is an empty line */
	bool no_memory; /* some row is missing */
};

void qm_grid_start(struct qm_grid *grid, const struct qm_column *column, size_t columns);
/* Copies one text for each column; NULL: an empty line between groups. */
void qm_grid_row(struct qm_grid *grid, const char *const *cell);
/* Columns without any text are left out.  width 0: no limit; otherwise columns that can be
 * spared go, and the last one is broken into lines.
 */
void qm_grid_text(const struct qm_grid *grid, FILE *to, size_t width, bool bold_titles);
void qm_grid_md(const struct qm_grid *grid, FILE *to);
void qm_grid_free(struct qm_grid *grid);

/* The columns of the terminal on standard output; 0 if it is none. */
size_t qm_terminal_width(void);

#endif
