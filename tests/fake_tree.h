/* fake_tree.h - a made-up /sys and /proc in a folder of its own.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_FAKE_TREE_H
#define QM_FAKE_TREE_H

#include <stdbool.h>

/* Makes the folder; false if it cannot be.  Its path has no '/' at the end. */
bool fake_tree_make(char *root, unsigned size);
/* A file below the root with this text, and the folders on the way to it. */
void fake_tree_put(const char *root, const char *path, const char *text);
void fake_tree_remove(const char *root);

#endif
