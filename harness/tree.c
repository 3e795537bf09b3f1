/* tree.c - small files of the system, below a root that tests choose.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/tree.h"

enum { PATH = 1024 };

static FILE *open_file(const char *root, const char *path)
{
	char whole[PATH];

	snprintf(whole, sizeof whole, "%s%s", root, path);
	return fopen(whole, "re");
}

static void cut_end(char *text)
{
	size_t n = strlen(text);

	while (n > 0 && isspace((unsigned char)text[n - 1]))
		text[--n] = '\0';
}

bool qm_tree_text(const char *root, const char *path, char *text, size_t size)
{
	FILE *const f = open_file(root, path);

	text[0] = '\0';
	if (!f)
		return false;
	errno = 0;

	const size_t n = fread(text, 1, size - 1, f);
	const int reason = ferror(f) ? errno : 0;

	fclose(f);
	text[reason ? 0 : n] = '\0';
	cut_end(text);
	errno = reason;
	return reason == 0;
}

bool qm_tree_number(const char *root, const char *path, double *x)
{
	char text[64], *end;

	if (!qm_tree_text(root, path, text, sizeof text))
		return false;
	*x = strtod(text, &end);
	if (end != text && *end == '\0' && isfinite(*x))
		return true;
	errno = EINVAL;
	return false;
}

bool qm_tree_whole(const char *root, const char *path, uint64_t *x)
{
	char text[64], *end;

	if (!qm_tree_text(root, path, text, sizeof text))
		return false;
	errno = 0;
	*x = strtoull(text, &end, 10);
	if (isdigit((unsigned char)text[0]) && *end == '\0' && errno == 0)
		return true;
	errno = EINVAL;
	return false;
}

bool qm_tree_field(const char *root, const char *path, const char *key, char *value,
                   size_t size)
{
	FILE *const f = open_file(root, path);
	const size_t length = strlen(key);
	char *line = NULL;
	size_t room = 0;
	bool found = false;

	value[0] = '\0';
	while (f && !found && getline(&line, &room, f) >= 0) {
		const char *p = line + length;

		if (strncmp(line, key, length) != 0)
			continue;
		p += strspn(p, " \t");
		found = *p == ':' || *p == '=';
		if (found)
			snprintf(value, size, "%s", p + 1 + strspn(p + 1, " \t"));
	}
	cut_end(value);
	free(line);
	if (f)
		fclose(f);
	return found;
}

static int by_number(const void *a, const void *b)
{
	return strverscmp(a, b);
}

size_t qm_tree_list(const char *root, const char *folder, const char *pattern,
                    char (*name)[QM_TREE_NAME], size_t room)
{
	char whole[PATH];
	size_t count = 0;
	const struct dirent *entry;

	snprintf(whole, sizeof whole, "%s%s", root, folder);

	DIR *const dir = opendir(whole);

	while (dir && count < room && (entry = readdir(dir)))
		if (fnmatch(pattern, entry->d_name, FNM_PERIOD) == 0 &&
		    strlen(entry->d_name) < QM_TREE_NAME)
			strcpy(name[count++], entry->d_name);
	if (dir)
		closedir(dir);
	qsort(name, count, sizeof *name, by_number);
	return count;
}

size_t qm_tree_cpus(const char *list)
{
	size_t count = 0;

	while (isdigit((unsigned char)*list)) {
		char *end;
		const unsigned long first = strtoul(list, &end, 10);
		unsigned long last = first;

		if (*end == '-' && isdigit((unsigned char)end[1]))
			last = strtoul(end + 1, &end, 10);
		count += last >= first ? last - first + 1 : 0;
		list = *end == ',' ? end + 1 : end;
	}
	return count;
}
