/* text.c - words: the nearest name, patterns, and text of bounded size.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ctype.h>
#include <fnmatch.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "harness/text.h"

enum { LONGEST = 64 }; /* letters that are compared; names are shorter */

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

static bool same(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* Optimal string alignment: row i of the matrix from the two rows before it. */
size_t qm_edit_distance(const char *a, const char *b)
{
	const size_t m = strnlen(a, LONGEST), n = strnlen(b, LONGEST);
	size_t rows[3][LONGEST + 1];

	for (size_t j = 0; j <= n; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= m; i++) {
		size_t *const now = rows[i % 3];
		const size_t *const last = rows[(i + 2) % 3], *const before =
								      rows[(i + 1) % 3];

		now[0] = i;
		for (size_t j = 1; j <= n; j++) {
			now[j] = last[j - 1] + !same(a[i - 1], b[j - 1]);
			now[j] = smaller(now[j], smaller(last[j], now[j - 1]) + 1);
			if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) &&
			    same(a[i - 2], b[j - 1]))
				now[j] = smaller(now[j], before[j - 2] + 1);
		}
	}
	return rows[m % 3][n];
}

/* One slip in a short word, one more for every four letters; otherwise a name that holds
 * the whole word ("vnni").
 */
const char *qm_nearest(const char *word, size_t count, qm_name_fn *name, const void *arg)
{
	const size_t length = strlen(word);
	const char *best = NULL, *holds = NULL;
	size_t least = smaller(1 + length / 4, length ? length - 1 : 0) + 1;

	for (size_t i = 0; i < count; i++) {
		const char *const candidate = name(i, arg);
		const size_t distance = qm_edit_distance(word, candidate);

		if (distance < least) {
			least = distance;
			best = candidate;
		}
		if (!holds && length >= 3 && qm_contains(candidate, word))
			holds = candidate;
	}
	return best ? best : holds;
}

bool qm_unknown(struct qm_err *err, const char *source, const char *what,
                const char *word, size_t count, qm_name_fn *name, const void *arg)
{
	char known[1000] = "";
	struct qm_text list = { known, sizeof known, 0 };
	const char *const nearest = qm_nearest(word, count, name, arg);
	const char *const colon = source ? ": " : "";

	for (size_t i = 0; i < count; i++)
		qm_text_add(&list, " %s", name(i, arg));
	if (!source)
		source = "";
	if (nearest)
		return qm_fail(err, QM_USAGE,
		               "%s%sno %s is called '%s'; did you mean '%s'?\nKnown:%s",
		               source, colon, what, word, nearest, known);
	return qm_fail(err, QM_USAGE, "%s%sno %s is called '%s'; known:%s", source, colon,
	               what, word, known);
}

const char *qm_string_name(size_t index, const void *arg)
{
	return ((const char *const *)arg)[index];
}

bool qm_glob(const char *pattern, const char *name)
{
	return fnmatch(pattern, name, 0) == 0;
}

bool qm_glob_any(const struct qm_list *patterns, const char *name)
{
	for (size_t i = 0; i < patterns->count; i++)
		if (qm_glob(patterns->item[i], name))
			return true;
	return false;
}

bool qm_contains(const char *text, const char *part)
{
	return strcasestr(text, part);
}

void qm_text_add(struct qm_text *text, const char *format, ...)
{
	va_list args;

	va_start(args, format);

	const int n =
		vsnprintf(text->at + text->used, text->size - text->used, format, args);

	va_end(args);
	if (n > 0)
		text->used = smaller(text->used + (size_t)n, text->size - 1);
}
