/* saved_json.c - fields of a document that may hold anything, with errors that say where.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>

#include "harness/saved_json.h"

/* Some of a value, so that the reader finds it again. */
static void describe(const json_t *value, char *text, size_t size)
{
	switch (value ? json_typeof(value) : JSON_NULL) {
	case JSON_OBJECT: snprintf(text, size, "an object"); break;
	case JSON_ARRAY: snprintf(text, size, "a list"); break;
	case JSON_STRING: snprintf(text, size, "'%.60s'", json_string_value(value)); break;
	case JSON_INTEGER:
	case JSON_REAL: snprintf(text, size, "%.9g", json_number_value(value)); break;
	case JSON_TRUE: snprintf(text, size, "true"); break;
	case JSON_FALSE: snprintf(text, size, "false"); break;
	default: snprintf(text, size, value ? "null" : "nothing"); break;
	}
}

bool qm_expected(const struct qm_place *at, const char *key, const char *what,
                 struct qm_err *err)
{
	char found[80];

	describe(json_object_get(at->object, key), found, sizeof found);
	return qm_fail(err, QM_FILE, "%s: %s%s%s: expected %s, found %s", at->file, at->path,
	               *at->path ? "." : "", key, what, found);
}

/* A field that may be missing is missing. */
static bool absent(const json_t *value, enum qm_presence presence)
{
	return presence == QM_OPTIONAL && (!value || json_is_null(value));
}

static void go_to(const struct qm_place *at, const char *key, json_t *object,
                  struct qm_place *to)
{
	char path[sizeof to->path];

	snprintf(path, sizeof path, "%.100s%s%.50s", at->path, *at->path ? "." : "", key);
	*to = (struct qm_place){ .file = at->file, .object = object };
	snprintf(to->path, sizeof to->path, "%s", path);
}

bool qm_get_object(const struct qm_place *at, const char *key, enum qm_presence presence,
                   struct qm_place *to, struct qm_err *err)
{
	json_t *const value = json_object_get(at->object, key);

	if (absent(value, presence))
		return true;
	if (!json_is_object(value))
		return qm_expected(at, key, "an object", err);
	go_to(at, key, value, to);
	return true;
}

bool qm_get_array(const struct qm_place *at, const char *key, enum qm_presence presence,
                  json_t **to, struct qm_err *err)
{
	json_t *const value = json_object_get(at->object, key);

	if (absent(value, presence))
		return true;
	if (!json_is_array(value))
		return qm_expected(at, key, "a list", err);
	*to = value;
	return true;
}

bool qm_get_text(const struct qm_place *at, const char *key, enum qm_presence presence,
                 const char **to, struct qm_err *err)
{
	json_t *const value = json_object_get(at->object, key);

	if (absent(value, presence))
		return true;
	if (!json_is_string(value) || !*json_string_value(value))
		return qm_expected(at, key, "a text", err);
	*to = json_string_value(value);
	return true;
}

bool qm_get_count(const struct qm_place *at, const char *key, enum qm_presence presence,
                  size_t *to, struct qm_err *err)
{
	json_t *const value = json_object_get(at->object, key);

	if (absent(value, presence))
		return true;
	if (!json_is_integer(value) || json_integer_value(value) < 1)
		return qm_expected(at, key, "a whole number from 1 on", err);
	*to = (size_t)json_integer_value(value);
	return true;
}

/* Far inside of what a double holds, so that units can be changed. */
bool qm_is_measure(double x)
{
	return isfinite(x) && x > 1e-100 && x < 1e100;
}

bool qm_get_positive(const struct qm_place *at, const char *key, enum qm_presence presence,
                     double *to, struct qm_err *err)
{
	json_t *const value = json_object_get(at->object, key);

	if (absent(value, presence))
		return true;
	if (!json_is_number(value) || !qm_is_measure(json_number_value(value)))
		return qm_expected(at, key, "a number above 0", err);
	*to = json_number_value(value);
	return true;
}

bool qm_get_flag(const struct qm_place *at, const char *key, bool *to, struct qm_err *err)
{
	json_t *const value = json_object_get(at->object, key);

	if (absent(value, QM_OPTIONAL))
		return true;
	if (!json_is_boolean(value))
		return qm_expected(at, key, "true or false", err);
	*to = json_is_true(value);
	return true;
}

bool qm_place_item(const struct qm_place *at, const char *key, json_t *array, size_t index,
                   struct qm_place *to, struct qm_err *err)
{
	json_t *const item = json_array_get(array, index);
	char step[64];

	snprintf(step, sizeof step, "%s[%zu]", key, index);
	go_to(at, step, item, to);
	if (json_is_object(item))
		return true;

	char found[80];

	describe(item, found, sizeof found);
	return qm_fail(err, QM_FILE, "%s: %s: expected an object, found %s", to->file, to->path,
	               found);
}
