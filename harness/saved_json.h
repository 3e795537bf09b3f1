/* saved_json.h - fields of a document that may hold anything, with errors that say where.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_SAVED_JSON_H
#define QM_SAVED_JSON_H

#include "harness/saved.h"

/* An object, and how one would write the way to it: benchmarks[3].qmark. */
struct qm_place {
	const char *file;
	char path[160];
	json_t *object;
};

enum qm_presence { QM_REQUIRED, QM_OPTIONAL };

/* Each fills `to`, or leaves it as it was if the field is missing (or null) and may be. */
bool qm_get_object(const struct qm_place *at, const char *key, enum qm_presence presence,
                   struct qm_place *to, struct qm_err *err);
bool qm_get_array(const struct qm_place *at, const char *key, enum qm_presence presence,
                  json_t **to, struct qm_err *err);
bool qm_get_text(const struct qm_place *at, const char *key, enum qm_presence presence,
                 const char **to, struct qm_err *err);
bool qm_get_count(const struct qm_place *at, const char *key, enum qm_presence presence,
                  size_t *to, struct qm_err *err);
/* Above zero, and neither absurdly small nor large. */
bool qm_is_measure(double x);
bool qm_get_positive(const struct qm_place *at, const char *key, enum qm_presence presence,
                     double *to, struct qm_err *err);
bool qm_get_flag(const struct qm_place *at, const char *key, bool *to, struct qm_err *err);

/* Item `index` of an array as a place of its own; it must be an object. */
bool qm_place_item(const struct qm_place *at, const char *key, json_t *array, size_t index,
                   struct qm_place *to, struct qm_err *err);

/* Fails with: <file>: <path>.<key>: <what was expected>, found <what is there>. */
bool qm_expected(const struct qm_place *at, const char *key, const char *what,
                 struct qm_err *err);

/* The two kinds of document, once their top level is known. */
bool qm_saved_ours(struct qm_saved *to, const struct qm_place *top,
                   const struct qm_place *context, struct qm_err *err);
bool qm_saved_plain(struct qm_saved *to, const struct qm_place *top,
                    const struct qm_place *context, struct qm_err *err);
/* Room for the rows of both lists, as long as the lists are. */
bool qm_saved_room(struct qm_saved *to, size_t rows, size_t troubles, struct qm_err *err);

#endif
