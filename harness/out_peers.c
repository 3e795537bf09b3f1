/* out_peers.c - what is said below a table of the libraries of other projects.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "harness/out_peers.h"
#include "harness/out_row.h"
#include "harness/text.h"

static bool first_of_library(const struct qm_results *all, size_t row)
{
	const char *const library = all->row[row].kernel->library;

	for (size_t i = 0; library && i < row; i++)
		if (qm_row_measured(&all->row[i]) && all->row[i].kernel->library &&
		    strcmp(all->row[i].kernel->library, library) == 0)
			return false;
	return library && qm_row_measured(&all->row[row]);
}

/* The largest error of a measured row that was checked so; negative: there is no such row. */
static double largest_error(const struct qm_results *all, enum qm_check check)
{
	double largest = -1;

	for (size_t i = 0; i < all->count; i++)
		if (qm_row_measured(&all->row[i]) && all->row[i].check == check &&
		    all->row[i].unordered > largest)
			largest = all->row[i].unordered;
	return largest;
}

/* What the words of rows mean that do not give what their family defines. */
static void list_notes(FILE *to, const struct qm_results *all, const char *before)
{
	for (int i = 0; i < QM_CHECK_COUNT; i++) {
		const enum qm_check check = (enum qm_check)i;
		const double error = largest_error(all, check);

		if (!qm_check_note(check) || error < 0)
			continue;
		fprintf(to, "%s%s: %s", before, qm_check_name(check), qm_check_note(check));
		if (check == QM_CHECK_UNORDERED)
			fprintf(to, ", off by the worth of %.2g roundings at most", error);
		fputc('\n', to);
	}
}

/* Whose the peers are. */
static void list_libraries(FILE *to, const struct qm_results *all, const char *before)
{
	char line[400] = "";
	struct qm_text text = { line, sizeof line, 0 };

	for (size_t i = 0; i < all->count; i++) {
		const struct qm_result *const r = &all->row[i];

		if (first_of_library(all, i))
			qm_text_add(&text, "%s%s %s%s%s%s", *line ? ", " : "", r->kernel->library,
			            r->library.version, *r->library.target ? " (" : "",
			            r->library.target, *r->library.target ? ")" : "");
	}
	if (*line)
		fprintf(to, "%speers: %s\n", before, line);
}

void qm_out_peers(FILE *to, const struct qm_results *all, const char *before)
{
	list_libraries(to, all, before);
	list_notes(to, all, before);
}
