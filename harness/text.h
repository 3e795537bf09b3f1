/* text.h - words: the nearest name, patterns, and text of bounded size.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_TEXT_H
#define QM_TEXT_H

#include "harness/options.h"

/* Name number `index` of something that can be counted. */
typedef const char *qm_name_fn(size_t index, const void *arg);

/* The fewest letters inserted, deleted, replaced or swapped that turn one into the other. */
size_t qm_edit_distance(const char *a, const char *b);

/* The name that was probably meant, or NULL if none is near. */
const char *qm_nearest(const char *word, size_t count, qm_name_fn *name, const void *arg);

/* Fails with: <source>: no <what> is called '<word>'; did you mean '<nearest>'?
 * Expected one of: ...  `source` (such as "--suite") may be NULL.
 */
bool qm_unknown(struct qm_err *err, const char *source, const char *what, const char *word,
                size_t count, qm_name_fn *name, const void *arg);

/* A name_fn over an array of strings: arg is a `const char *const *`. */
const char *qm_string_name(size_t index, const void *arg);

/* A shell pattern (*, ?, [...]) against a whole name. */
bool qm_glob(const char *pattern, const char *name);
/* Does any pattern of the list match?  False for an empty list. */
bool qm_glob_any(const struct qm_list *patterns, const char *name);

/* Whether `text` contains `part`, letters' case aside. */
bool qm_contains(const char *text, const char *part);

/* Text of bounded size, always terminated; what does not fit is cut. */
struct qm_text {
	char *at;
	size_t size, used;
};
void qm_text_add(struct qm_text *text, const char *format, ...) QM_PRINTF(2, 3);

#endif
