/* saved.c - a result file, read back: its text, its size, and what kind of file it is.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "harness/context_json.h"
#include "harness/saved_json.h"

/* A run of everything is a few megabytes; a parsed value takes about fifty bytes. */
static const size_t bytes_max = (size_t)64 << 20, values_max = 4000000;

/* Ours are six deep.  The parser recurses, so the limit is also the stack's. */
enum { DEPTH_MAX = 32 };

/* What the parser would do with the text, without doing it. */
static bool size_ok(const char *text, size_t length, const char *path, struct qm_err *err)
{
	size_t depth = 0, values = 0;
	bool quoted = false;

	for (size_t i = 0; i < length; i++) {
		const char c = text[i];

		if (quoted && c == '\\')
			i++;
		else if (c == '"')
			quoted = !quoted;
		if (quoted)
			continue;
		values += c == ',' || c == '[' || c == '{';
		if (c == '[' || c == '{')
			depth++;
		else if ((c == ']' || c == '}') && depth > 0)
			depth--;
		if (depth > DEPTH_MAX)
			return qm_fail(err, QM_FILE,
			               "%s: nested more than %d deep: not a result file", path,
			               DEPTH_MAX);
	}
	if (values > values_max)
		return qm_fail(err, QM_FILE, "%s: more than %zu values: not a result file",
		               path, values_max);
	return true;
}

static bool parse(const char *text, size_t length, const char *path, json_t **document,
                  struct qm_err *err)
{
	json_error_t why;

	*document = json_loadb(text, length, JSON_REJECT_DUPLICATES, &why);
	if (*document)
		return true;
	if (length == 0)
		return qm_fail(err, QM_FILE, "%s: empty; expected a result file of "
		               "'qmark run --out FILE.json'", path);
	return qm_fail(err, QM_FILE, "%s: line %d, column %d: %s", path, why.line, why.column,
	               why.text);
}

/* 2024-05-06T07:08:09 with the zone as Z, +hh:mm or +hhmm. */
static double seconds_of(const char *date)
{
	struct tm t = { 0 };
	const char *const zone = strptime(date, "%Y-%m-%dT%H:%M:%S", &t);
	int hours = 0, minutes = 0;
	char sign = '+';

	if (!zone)
		return 0;
	if (sscanf(zone, "%c%2d:%2d", &sign, &hours, &minutes) < 2)
		sscanf(zone, "%c%2d%2d", &sign, &hours, &minutes);

	const double offset = 3600.0 * hours + 60.0 * minutes;

	return (double)timegm(&t) + (sign == '-' ? offset : -offset);
}

static bool read_context(struct qm_saved *to, const struct qm_place *context,
                         struct qm_err *err)
{
	const json_t *const ours = json_object_get(context->object, "qmark");

	to->host = "";
	to->date = "";
	to->plain = !ours;
	if (!qm_get_text(context, "date", to->plain ? QM_OPTIONAL : QM_REQUIRED, &to->date,
	                 err) ||
	    !qm_get_text(context, "host_name", QM_OPTIONAL, &to->host, err))
		return false;
	to->time = seconds_of(to->date);
	if (!to->plain && to->time == 0)
		return qm_expected(context, "date", "a date such as 2024-05-06T07:08:09+00:00",
		                   err);
	return true;
}

bool qm_saved_parse(const char *text, size_t length, const char *path, struct qm_saved *to,
                    struct qm_err *err)
{
	struct qm_place top = { .file = path }, context = { 0 };

	memset(to, 0, sizeof *to);
	to->path = strdup(path);
	if (!to->path)
		return qm_fail(err, QM_FILE, "not enough memory");
	if (!size_ok(text, length, path, err) ||
	    !parse(text, length, path, &to->document, err))
		return false;
	top.object = to->document;
	if (!json_is_object(top.object) || !json_object_get(top.object, "context") ||
	    !json_object_get(top.object, "benchmarks"))
		return qm_fail(err, QM_FILE,
		               "%s: neither a result file of qmark nor one of Google Benchmark: "
		               "expected an object with 'context' and 'benchmarks'", path);
	if (!qm_get_object(&top, "context", QM_REQUIRED, &context, err) ||
	    !read_context(to, &context, err))
		return false;
	return to->plain ? qm_saved_plain(to, &top, &context, err)
	                 : qm_saved_ours(to, &top, &context, err);
}

static bool load(FILE *from, const char *path, char **text, size_t *length,
                 struct qm_err *err)
{
	size_t room = 1 << 16, used = 0;
	char *at = malloc(room);

	while (at) {
		used += fread(at + used, 1, room - used, from);
		if (used < room || used > bytes_max)
			break;
		room *= 2;

		char *const grown = realloc(at, room);

		if (!grown)
			free(at);
		at = grown;
	}
	*text = at;
	*length = used;
	if (!at)
		return qm_fail(err, QM_FILE, "%s: not enough memory", path);
	if (ferror(from))
		return qm_fail(err, QM_FILE, "cannot read %s: %s", path, strerror(errno));
	if (used > bytes_max)
		return qm_fail(err, QM_FILE, "%s: larger than %zu MiB: not a result file", path,
		               bytes_max >> 20);
	return true;
}

bool qm_saved_read(const char *path, struct qm_saved *to, struct qm_err *err)
{
	FILE *const from = fopen(path, "rb");
	char *text = NULL;
	size_t length = 0;

	memset(to, 0, sizeof *to);
	if (!from)
		return qm_fail(err, QM_FILE, "cannot read %s: %s", path, strerror(errno));

	const bool ok = load(from, path, &text, &length, err) &&
	                qm_saved_parse(text, length, path, to, err);

	free(text);
	fclose(from);
	return ok;
}

bool qm_saved_room(struct qm_saved *to, size_t rows, size_t troubles, struct qm_err *err)
{
	to->row = calloc(rows + 1, sizeof *to->row);
	to->trouble = calloc(troubles + 1, sizeof *to->trouble);
	return (to->row && to->trouble) ||
	       qm_fail(err, QM_FILE, "%s: not enough memory", to->path);
}

void qm_saved_free(struct qm_saved *saved)
{
	for (size_t i = 0; i < saved->count; i++)
		free(saved->row[i].samples);
	free(saved->row);
	free(saved->trouble);
	json_decref(saved->document);
	free(saved->path);
	memset(saved, 0, sizeof *saved);
}

const struct qm_saved_row *qm_saved_find(const struct qm_saved *saved, const char *name)
{
	for (size_t i = 0; i < saved->count; i++)
		if (strcmp(saved->row[i].name, name) == 0)
			return &saved->row[i];
	return NULL;
}

double qm_saved_figure(const struct qm_saved_row *row)
{
	const bool alone =
		row->threads == 1 && row->device && strcmp(row->device, "cpu") == 0;

	return alone ? row->min : row->q25;
}
