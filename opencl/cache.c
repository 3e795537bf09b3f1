/* cache.c - one file per entry: magic, key, checksum, size, then the binary.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "opencl/cache.h"

enum { PATH_SIZE = 4096 };

/* Read and written on one machine, so in its byte order. */
struct header {
	char magic[8];
	struct qm_cl_hash key, checksum;
	uint64_t size;
};

static const char magic[8] = { 'q', 'm', 'a', 'r', 'k', 'c', 'l', '1' };

struct qm_cl_hash qm_cl_hash_start(void)
{
	return (struct qm_cl_hash){ 0x6C62272E07BB0142, 0x62B821756295C58D };
}

/* Times 2^88 + 0x13B, the prime of FNV-128. */
static struct qm_cl_hash times_prime(struct qm_cl_hash h)
{
	const uint64_t small = 0x13B;
	const uint64_t bottom = (h.low & 0xFFFFFFFF) * small;
	const uint64_t top = (h.low >> 32) * small + (bottom >> 32);

	return (struct qm_cl_hash){
		.high = h.high * small + (top >> 32) + (h.low << 24),
		.low = top << 32 | (bottom & 0xFFFFFFFF),
	};
}

void qm_cl_hash_add(struct qm_cl_hash *hash, const void *bytes, size_t size)
{
	const unsigned char *p = bytes;

	for (size_t i = 0; i < size; i++) {
		hash->low ^= p[i];
		*hash = times_prime(*hash);
	}
}

static bool same(struct qm_cl_hash x, struct qm_cl_hash y)
{
	return x.high == y.high && x.low == y.low;
}

static struct qm_cl_hash checksum(const void *bytes, size_t size)
{
	struct qm_cl_hash hash = qm_cl_hash_start();

	qm_cl_hash_add(&hash, bytes, size);
	return hash;
}

static bool fits(int written, size_t size)
{
	return written >= 0 && (size_t)written < size;
}

bool qm_cl_cache_dir(char *dir, size_t size)
{
	const char *const own = getenv("QMARK_CACHE_DIR");
	const char *const xdg = getenv("XDG_CACHE_HOME");
	const char *const home = getenv("HOME");

	if (own)
		return *own && fits(snprintf(dir, size, "%s", own), size);
	if (xdg && *xdg == '/') /* its specification has relative paths ignored */
		return fits(snprintf(dir, size, "%s/qmark", xdg), size);
	if (home && *home)
		return fits(snprintf(dir, size, "%s/.cache/qmark", home), size);
	return false;
}

bool qm_cl_cache_path(char *path, size_t size, const char *dir, struct qm_cl_hash key)
{
	return fits(snprintf(path, size, "%s/%016" PRIx64 "%016" PRIx64 ".clbin", dir, key.high,
	                     key.low), size);
}

static void *read_entry(FILE *file, struct qm_cl_hash key, size_t *size)
{
	struct header head;
	struct stat status;
	void *bytes;

	if (fread(&head, sizeof head, 1, file) != 1 || fstat(fileno(file), &status) != 0)
		return NULL;
	/* The true size first: a damaged one must not ask for memory. */
	if (memcmp(head.magic, magic, sizeof magic) != 0 || !same(head.key, key) ||
	    head.size == 0 || head.size != (uint64_t)status.st_size - sizeof head)
		return NULL;
	bytes = malloc((size_t)head.size);
	if (!bytes)
		return NULL;
	*size = (size_t)head.size;
	if (fread(bytes, 1, *size, file) == *size && same(checksum(bytes, *size), head.checksum))
		return bytes;
	free(bytes);
	return NULL;
}

void *qm_cl_cache_load(const char *dir, struct qm_cl_hash key, size_t *size)
{
	char path[PATH_SIZE];
	FILE *file;
	void *bytes;

	if (!qm_cl_cache_path(path, sizeof path, dir, key))
		return NULL;
	file = fopen(path, "rb");
	if (!file)
		return NULL;
	bytes = read_entry(file, key, size);
	fclose(file);
	return bytes;
}

/* The folder and those above it.  What cannot be made shows when the file is opened. */
static void make_folders(const char *dir)
{
	char path[PATH_SIZE];

	if (!fits(snprintf(path, sizeof path, "%s", dir), sizeof path))
		return;
	for (char *p = path + 1; *p; p++)
		if (*p == '/') {
			*p = '\0';
			mkdir(path, 0700);
			*p = '/';
		}
	mkdir(path, 0700);
}

static bool write_entry(int fd, struct qm_cl_hash key, const void *bytes, size_t size)
{
	struct header head = { .key = key, .checksum = checksum(bytes, size), .size = size };
	FILE *const file = fdopen(fd, "wb");
	bool whole;

	if (!file) {
		close(fd);
		return false;
	}
	memcpy(head.magic, magic, sizeof magic);
	whole = fwrite(&head, sizeof head, 1, file) == 1 && fwrite(bytes, 1, size, file) == size;
	return fclose(file) == 0 && whole;
}

bool qm_cl_cache_store(const char *dir, struct qm_cl_hash key, const void *bytes,
                       size_t size)
{
	char path[PATH_SIZE], temporary[PATH_SIZE];
	int fd;

	if (!qm_cl_cache_path(path, sizeof path, dir, key) ||
	    !fits(snprintf(temporary, sizeof temporary, "%s/new-XXXXXX", dir), sizeof temporary))
		return false;
	make_folders(dir);
	fd = mkstemp(temporary);
	if (fd < 0)
		return false;
	if (write_entry(fd, key, bytes, size) && rename(temporary, path) == 0)
		return true;
	unlink(temporary);
	return false;
}
