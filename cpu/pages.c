/* pages.c - memory of whole pages, by mmap.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdint.h>
#include <sys/mman.h>

#include "cpu/pages.h"

enum {
	PAGE = 4 << 10,
	LARGE = 2 << 20,
	FEW = 128 << 10 /* bytes that are not worth a large page */
};

/* Bytes to map for `bytes` of them; 0 if there are too many. */
static size_t whole(size_t bytes)
{
	const size_t page = bytes < FEW ? PAGE : LARGE;

	return bytes > SIZE_MAX / 2 ? 0 : (bytes + page - 1) / page * page;
}

static void *map(size_t bytes)
{
	void *const p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
	                     0);

	return p == MAP_FAILED ? NULL : p;
}

void *qm_pages_take(size_t bytes)
{
	const size_t size = whole(bytes);

	if (size == 0)
		return NULL;
	if (size % LARGE != 0)
		return map(size);

	/* A large page begins at a multiple of its size: what lies before and behind goes back. */
	char *const p = map(size + LARGE);

	if (!p)
		return NULL;

	const size_t before = (LARGE - (uintptr_t)p % LARGE) % LARGE;

	if (before > 0)
		munmap(p, before);
	if (before < LARGE)
		munmap(p + before + size, LARGE - before);
	madvise(p + before, size, MADV_HUGEPAGE);
	return p + before;
}

void qm_pages_give(void *pages, size_t bytes)
{
	if (pages)
		munmap(pages, whole(bytes));
}
