/* fake_tree.c - a made-up /sys and /proc in a folder of its own.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/fake_tree.h"

bool fake_tree_make(char *root, unsigned size)
{
	const char *const folder = getenv("TMPDIR");

	snprintf(root, size, "%s/qmark-tree-XXXXXX", folder && *folder ? folder : "/tmp");
	return mkdtemp(root);
}

void fake_tree_put(const char *root, const char *path, const char *text)
{
	char whole[1024];

	snprintf(whole, sizeof whole, "%s%s", root, path);
	for (char *c = whole + strlen(root) + 1; *c; c++)
		if (*c == '/') {
			*c = '\0';
			mkdir(whole, 0777);
			*c = '/';
		}

	/* In one step, as the kernel's files change. */
	char beside[1030];

	snprintf(beside, sizeof beside, "%s.new", whole);

	FILE *const f = fopen(beside, "w");

	if (f) {
		fputs(text, f);
		fclose(f);
		rename(beside, whole);
	}
}

static int remove_one(const char *path, const struct stat *s, int kind, struct FTW *where)
{
	(void)s, (void)kind, (void)where;
	return remove(path);
}

void fake_tree_remove(const char *root)
{
	nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
