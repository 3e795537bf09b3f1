/* opencl_cache.c - the cache of program binaries: what is whole comes back, nothing else.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "opencl/cache.h"

static int failures;

static void check(bool ok, const char *what)
{
	if (ok)
		return;
	printf("opencl_cache: %s\n", what);
	failures++;
}

static struct qm_cl_hash hash_of(const char *text)
{
	struct qm_cl_hash hash = qm_cl_hash_start();

	qm_cl_hash_add(&hash, text, strlen(text));
	return hash;
}

/* The published values of FNV-1a, 128 bits. */
static void check_hash(void)
{
	const struct qm_cl_hash none = hash_of(""), a = hash_of("a"), foobar = hash_of("foobar");

	check(none.high == 0x6C62272E07BB0142 && none.low == 0x62B821756295C58D, "hash of nothing");
	check(a.high == 0xD228CB696F1A8CAF && a.low == 0x78912B704E4A8964, "hash of a");
	check(foobar.high == 0x343E1662793C64BF && foobar.low == 0x6F0D3597BA446F18,
	      "hash of foobar");
}

static bool loads(const char *dir, struct qm_cl_hash key, const char *bytes, size_t size)
{
	size_t got = 0;
	void *const found = qm_cl_cache_load(dir, key, &got);
	const bool same = found && got == size && memcmp(found, bytes, size) == 0;

	free(found);
	return same;
}

static bool loads_nothing(const char *dir, struct qm_cl_hash key)
{
	size_t got;
	void *const found = qm_cl_cache_load(dir, key, &got);

	free(found);
	return !found;
}

static void flip(const char *path, long at)
{
	FILE *const f = fopen(path, "r+b");
	int c;

	if (!f)
		return;
	fseek(f, at, SEEK_SET);
	c = fgetc(f);
	fseek(f, at, SEEK_SET);
	fputc(c ^ 1, f);
	fclose(f);
}

/* Each single byte changed, each length cut: never an answer; then written anew. */
static void check_damage(const char *dir, const char *bytes, size_t size)
{
	const struct qm_cl_hash key = hash_of("key");
	char path[4096];
	struct stat status;

	qm_cl_cache_path(path, sizeof path, dir, key);
	check(qm_cl_cache_store(dir, key, bytes, size) && loads(dir, key, bytes, size), "a hit");
	if (stat(path, &status) != 0) {
		check(false, "the entry's file");
		return;
	}
	for (long at = 0; at < (long)status.st_size; at++) {
		flip(path, at);
		check(loads_nothing(dir, key), "a changed byte goes unnoticed");
		flip(path, at);
	}
	check(loads(dir, key, bytes, size), "flipping twice");
	for (long left = (long)status.st_size - 1; left >= 0; left -= 7) {
		check(truncate(path, left) == 0 && loads_nothing(dir, key), "a cut goes unnoticed");
	}
	check(qm_cl_cache_store(dir, key, bytes, size) && loads(dir, key, bytes, size),
	      "a damaged entry written anew");
}

/* A file under another key's name: a copied cache, or two keys of one hash prefix. */
static void check_wrong_key(const char *dir, const char *bytes, size_t size)
{
	char from[4096], to[4096];

	qm_cl_cache_path(from, sizeof from, dir, hash_of("key"));
	qm_cl_cache_path(to, sizeof to, dir, hash_of("other"));
	check(qm_cl_cache_store(dir, hash_of("key"), bytes, size) && rename(from, to) == 0 &&
	      loads_nothing(dir, hash_of("other")), "an entry of another key");
	check(loads_nothing(dir, hash_of("key")), "an entry that has gone");
	unlink(to);
}

static bool dir_is(const char *expected)
{
	char dir[4096];

	return qm_cl_cache_dir(dir, sizeof dir) ? expected && strcmp(dir, expected) == 0
	                                        : !expected;
}

static void check_folders(void)
{
	char small[4];

	setenv("HOME", "/h", 1);
	setenv("XDG_CACHE_HOME", "/x", 1);
	setenv("QMARK_CACHE_DIR", "/q", 1);
	check(dir_is("/q"), "QMARK_CACHE_DIR");
	setenv("QMARK_CACHE_DIR", "", 1);
	check(dir_is(NULL), "an empty QMARK_CACHE_DIR");
	unsetenv("QMARK_CACHE_DIR");
	check(dir_is("/x/qmark"), "XDG_CACHE_HOME");
	setenv("XDG_CACHE_HOME", "relative", 1);
	check(dir_is("/h/.cache/qmark"), "a relative XDG_CACHE_HOME");
	unsetenv("XDG_CACHE_HOME");
	check(!qm_cl_cache_dir(small, sizeof small), "a path that does not fit");
	unsetenv("HOME");
	check(dir_is(NULL), "no HOME");
}

int main(void)
{
	static const char bytes[] = "a program\0binary, of which every byte matters";
	const char *const tmp = getenv("TMPDIR");
	char top[512], dir[600];

	snprintf(top, sizeof top, "%s/qmark-cache-XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(top)) {
		printf("opencl_cache: no temporary folder\n");
		return 1;
	}
	snprintf(dir, sizeof dir, "%s/new/folders", top); /* made when first written */
	check_hash();
	check(loads_nothing(dir, hash_of("key")), "an empty cache");
	check_damage(dir, bytes, sizeof bytes);
	check_wrong_key(dir, bytes, sizeof bytes);
	check(rmdir(dir) == 0, "temporary files are left behind");
	/* A folder below a file can be made by nobody, not even by root. */
	check(!qm_cl_cache_store("/dev/null/x", hash_of("key"), bytes, sizeof bytes) &&
	      loads_nothing("/dev/null/x", hash_of("key")), "a folder that cannot be");
	check_folders();
	snprintf(dir, sizeof dir, "%s/new", top);
	rmdir(dir);
	rmdir(top);
	return failures != 0;
}
