/* fuzz_replay.c - feeds a fuzzer's target once with every file of a folder, and with every
 * line of a file: what libFuzzer found worth keeping is short, and has no line breaks.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t data[1 << 20];

static int replay(const char *folder, const char *name)
{
	char path[1024];

	snprintf(path, sizeof path, "%s/%s", folder, name);

	FILE *const f = fopen(path, "rb");

	if (!f)
		return 0;

	const size_t size = fread(data, 1, sizeof data, f);

	fclose(f);
	LLVMFuzzerTestOneInput(data, size);
	return 1;
}

static int replay_folder(const char *path)
{
	DIR *const folder = opendir(path);
	int files = 0;

	for (const struct dirent *entry; folder && (entry = readdir(folder));)
		if (entry->d_name[0] != '.')
			files += replay(path, entry->d_name);
	if (folder)
		closedir(folder);
	return files;
}

static int replay_lines(const char *path)
{
	FILE *const f = fopen(path, "rb");
	int lines = 0;

	for (; f && fgets((char *)data, sizeof data, f); lines++)
		LLVMFuzzerTestOneInput(data, strcspn((const char *)data, "\n"));
	if (f)
		fclose(f);
	return lines;
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: fuzz_replay FOLDER LINES\n");
		return 2;
	}

	const int files = replay_folder(argv[1]), lines = replay_lines(argv[2]);

	printf("%d files and %d lines, none of them harmful\n", files, lines);
	return files && lines ? 0 : 1;
}
