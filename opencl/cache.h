/* cache.h - program binaries on disk.
 *
 * A cache can only save time: what cannot be read or is not whole is built again, what
 * cannot be written is not kept, and neither is an error.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_CL_CACHE_H
#define QM_CL_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* FNV-1a of 128 bits. */
struct qm_cl_hash {
	uint64_t high, low;
};

struct qm_cl_hash qm_cl_hash_start(void);
void qm_cl_hash_add(struct qm_cl_hash *hash, const void *bytes, size_t size);

/* $QMARK_CACHE_DIR, $XDG_CACHE_HOME/qmark or $HOME/.cache/qmark; false if none is set, or
 * QMARK_CACHE_DIR is empty: then there is no cache.
 */
bool qm_cl_cache_dir(char *dir, size_t size);

/* The file of a key. */
bool qm_cl_cache_path(char *path, size_t size, const char *dir, struct qm_cl_hash key);

/* What was kept under the key, for free(); NULL if there is nothing, or nothing whole. */
void *qm_cl_cache_load(const char *dir, struct qm_cl_hash key, size_t *size);

/* Keeps it: readers see the old entry or the new one, never a part. */
bool qm_cl_cache_store(const char *dir, struct qm_cl_hash key, const void *bytes,
                       size_t size);

#endif
