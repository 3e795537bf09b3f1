/* grid.c - text in aligned columns, for a terminal or for Markdown.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "harness/grid.h"

enum {
	GAP = 2,         /* between columns */
	BREAK_LEAST = 24 /* a narrower last column is not broken but runs on */
};

void qm_grid_start(struct qm_grid *grid, const struct qm_column *column, size_t columns)
{
	*grid = (struct qm_grid){ .column = column, .columns = columns };
}

static char **row_of(const struct qm_grid *grid, size_t row)
{
	return grid->cell + row * grid->columns;
}

void qm_grid_row(struct qm_grid *grid, const char *const *cell)
{
	const size_t cells = grid->columns;
	char **const grown =
		realloc(grid->cell, (grid->rows + 1) * cells * sizeof *grown);

	if (!grown) {
		grid->no_memory = true;
		return;
	}
	grid->cell = grown;
	for (size_t i = 0; i < cells; i++) {
		row_of(grid, grid->rows)[i] = cell ? strdup(cell[i]) : NULL;
		grid->no_memory |= cell && !row_of(grid, grid->rows)[i];
	}
	grid->rows++;
}

void qm_grid_free(struct qm_grid *grid)
{
	for (size_t i = 0; i < grid->rows * grid->columns; i++)
		free(grid->cell[i]);
	free(grid->cell);
}

/* The width of each column, 0 for one that is left out; the sum with gaps. */
static size_t measure(const struct qm_grid *grid, size_t *width)
{
	size_t sum = 0;

	for (size_t i = 0; i < grid->columns; i++) {
		width[i] = 0;
		for (size_t row = 0; row < grid->rows; row++) {
			const char *const text = row_of(grid, row)[i];
			const size_t length = text ? strlen(text) : 0;

			width[i] = length > width[i] ? length : width[i];
		}
		if (width[i] && strlen(grid->column[i].title) > width[i])
			width[i] = strlen(grid->column[i].title);
		sum += width[i] ? width[i] + GAP : 0;
	}
	return sum > GAP ? sum - GAP : 0;
}

static size_t last_of(const struct qm_grid *grid, const size_t *width)
{
	size_t last = 0;

	for (size_t i = 0; i < grid->columns; i++)
		if (width[i])
			last = i;
	return last;
}

/* What breaking the last column into lines would save. */
static size_t breakable(const struct qm_grid *grid, const size_t *width)
{
	const size_t last = last_of(grid, width);

	if (grid->column[last].right || width[last] <= BREAK_LEAST)
		return 0;
	return width[last] - BREAK_LEAST;
}

/* Leaves out columns until the rest fits, or none can be spared. */
static void fit(const struct qm_grid *grid, size_t *width, size_t sum, size_t room)
{
	while (room && sum - breakable(grid, width) > room) {
		size_t victim = 0;
		unsigned most = 0;

		for (size_t i = 0; i < grid->columns; i++)
			if (width[i] && grid->column[i].spare > most) {
				most = grid->column[i].spare;
				victim = i;
			}
		if (most == 0)
			return;
		sum -= width[victim] + GAP;
		width[victim] = 0;
	}
}

/* Words in lines of at most `room`, the later ones indented. */
static void print_broken(FILE *to, const char *text, size_t indent, size_t room)
{
	size_t used = 0;

	while (*text) {
		const size_t word = strcspn(text, " ");

		if (used && used + 1 + word > room) {
			fprintf(to, "\n%*s", (int)indent, "");
			used = 0;
		}
		fprintf(to, "%s%.*s", used ? " " : "", (int)word, text);
		used += word + (used != 0);
		text += word;
		text += strspn(text, " ");
	}
}

/* Blanks are owed until something follows them, so that no line ends in one. */
static void print_row(const struct qm_grid *grid, FILE *to, char *const *cell,
                      const size_t *width, size_t room)
{
	const size_t last = last_of(grid, width);
	size_t at = 0, owed = 0;

	for (size_t i = 0; cell[0] && i <= last; i++) {
		const size_t length = strlen(cell[i]);
		const size_t blanks = length < width[i] ? width[i] - length : 0;

		if (!width[i])
			continue;
		owed += grid->column[i].right ? blanks : 0;
		if (length)
			fprintf(to, "%*s", (int)owed, "");
		owed = length ? 0 : owed;
		if (i == last && !grid->column[i].right && room >= at + BREAK_LEAST)
			print_broken(to, cell[i], at, room - at);
		else
			fputs(cell[i], to);
		owed += GAP + (grid->column[i].right ? 0 : blanks);
		at += width[i] + GAP;
	}
	fputc('\n', to);
}

void qm_grid_text(const struct qm_grid *grid, FILE *to, size_t room, bool bold_titles)
{
	size_t width[QM_GRID_COLUMNS];
	char *title[QM_GRID_COLUMNS];

	fit(grid, width, measure(grid, width), room);
	for (size_t i = 0; i < grid->columns; i++)
		title[i] = (char *)(size_t)grid->column[i].title;
	if (bold_titles)
		fputs("\033[1m", to);
	print_row(grid, to, title, width, 0);
	if (bold_titles)
		fputs("\033[0m", to);
	for (size_t row = 0; row < grid->rows; row++)
		print_row(grid, to, row_of(grid, row), width, room);
}

static void print_md_cell(FILE *to, const char *text)
{
	fputs(" ", to);
	for (; *text; text++) {
		if (*text == '|')
			fputc('\\', to);
		fputc(*text == '\n' ? ' ' : *text, to);
	}
	fputs(" |", to);
}

void qm_grid_md(const struct qm_grid *grid, FILE *to)
{
	size_t width[QM_GRID_COLUMNS];

	measure(grid, width);
	fputc('|', to);
	for (size_t i = 0; i < grid->columns; i++)
		if (width[i])
			print_md_cell(to, grid->column[i].title);
	fputs("\n|", to);
	for (size_t i = 0; i < grid->columns; i++)
		if (width[i])
			fputs(grid->column[i].right ? "---:|" : "---|", to);
	for (size_t row = 0; row < grid->rows; row++) {
		if (!row_of(grid, row)[0])
			continue;
		fputs("\n|", to);
		for (size_t i = 0; i < grid->columns; i++)
			if (width[i])
				print_md_cell(to, row_of(grid, row)[i]);
	}
	fputc('\n', to);
}

size_t qm_terminal_width(void)
{
	struct winsize size;

	if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
		return size.ws_col;
	return 0;
}
