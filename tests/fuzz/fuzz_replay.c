/* fuzz_replay.c - feeds every file of a folder to a fuzzer's target, once.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay(const char *folder, const char *name)
{
	char path[1024];
	static uint8_t data[1 << 20];

	snprintf(path, sizeof path, "%s/%s", folder, name);

	FILE *const f = fopen(path, "rb");

	if (!f)
		return 0;

	const size_t size = fread(data, 1, sizeof data, f);

	fclose(f);
	LLVMFuzzerTestOneInput(data, size);
	return 1;
}

int main(int argc, char **argv)
{
	DIR *const folder = argc == 2 ? opendir(argv[1]) : NULL;
	int files = 0;

	if (!folder) {
		fprintf(stderr, "usage: fuzz_replay FOLDER\n");
		return 2;
	}
	for (const struct dirent *entry; (entry = readdir(folder));)
		if (entry->d_name[0] != '.')
			files += replay(argv[1], entry->d_name);
	closedir(folder);
	printf("%d files, none of them harmful\n", files);
	return files ? 0 : 1;
}
