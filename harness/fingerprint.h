/* fingerprint.h - what the numbers of this machine depend on, and whether another file's can
 * be set beside them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_FINGERPRINT_H
#define QM_FINGERPRINT_H

#include <jansson.h>

/* context.qmark.fingerprint, as results/SCHEMA.md has it: a new object.  What cannot be read
 * is null.  `root`: see tree.h.
 */
json_t *qm_fingerprint_json(const char *root);

/* Its hash alone, 16 hexadecimal digits. */
void qm_fingerprint_hash(const char *root, char text[17]);

/* How this binary was made: fingerprint.build. */
json_t *qm_build_json(void);

/* The leaves of an object, for people: calls leaf("cpu.model", "106") for each. */
void qm_fingerprint_leaves(const json_t *object, const char *prefix,
                           void (*leaf)(void *arg, const char *name, const char *value),
                           void *arg);

#endif
