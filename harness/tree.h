/* tree.h - small files of the system, below a root that tests choose.
 *
 * `root` is "" for the real system; a test gives the path of a made-up one.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_TREE_H
#define QM_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernels/qm.h"

/* A whole file, white space at its end cut off; what is longer than the room is cut too.
 * False, with "" and errno, if it cannot be read.
 */
bool qm_tree_text(const char *root, const char *path, char *text, size_t size);

/* The number that a file holds, and nothing else.  EINVAL: it holds something else. */
bool qm_tree_number(const char *root, const char *path, double *x);
bool qm_tree_whole(const char *root, const char *path, uint64_t *x);

/* What follows `key` and a separator (: or =) on the first line that begins with it. */
bool qm_tree_field(const char *root, const char *path, const char *key, char *value,
                   size_t size);

/* The names in a folder that fit the shell pattern, ascending by letters and numbers;
 * how many, at most `room`.
 */
enum { QM_TREE_NAME = 64 };
size_t qm_tree_list(const char *root, const char *folder, const char *pattern,
                    char (*name)[QM_TREE_NAME], size_t room);

/* CPUs of a list such as 0-3,8. */
size_t qm_tree_cpus(const char *list);

#endif
