/* saved_ours.c - a result file of this program, as results/SCHEMA.md says.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/context_json.h"
#include "harness/saved_json.h"

static bool read_schema(const struct qm_place *ours, struct qm_err *err)
{
	const json_t *const schema = json_object_get(ours->object, "schema");

	if (!json_is_integer(schema) || json_integer_value(schema) < 1)
		return qm_expected(ours, "schema", "a whole number from 1 on", err);
	if (json_integer_value(schema) > QM_SCHEMA)
		return qm_fail(err, QM_FILE,
		               "%s: schema %lld was written by a newer qmark; this one reads "
		               "schema %d",
		               ours->file, (long long)json_integer_value(schema), QM_SCHEMA);
	return true;
}

/* Files without a fingerprint are recognised by the processor and the system. */
static bool read_machine(struct qm_saved *to, const struct qm_place *ours,
                         struct qm_err *err)
{
	struct qm_place cpu = { 0 }, fingerprint = { 0 };
	const char *hash = NULL, *kernel = "";

	if (!qm_get_object(ours, "cpu", QM_REQUIRED, &cpu, err) ||
	    !qm_get_text(&cpu, "name", QM_REQUIRED, &to->cpu, err) ||
	    !qm_get_text(ours, "kernel", QM_OPTIONAL, &kernel, err) ||
	    !qm_get_object(ours, "fingerprint", QM_OPTIONAL, &fingerprint, err))
		return false;
	if (fingerprint.object &&
	    !qm_get_text(&fingerprint, "hash", QM_REQUIRED, &hash, err))
		return false;
	if (hash)
		snprintf(to->machine, sizeof to->machine, "%.64s", hash);
	else
		snprintf(to->machine, sizeof to->machine, "%.90s, %.100s", to->cpu, kernel);
	return true;
}

static bool read_run(struct qm_saved *to, const struct qm_place *context,
                     struct qm_err *err)
{
	struct qm_place ours = { 0 };

	return qm_get_object(context, "qmark", QM_REQUIRED, &ours, err) &&
	       read_schema(&ours, err) &&
	       qm_get_text(&ours, "commit", QM_OPTIONAL, &to->commit, err) &&
	       qm_get_flag(&ours, "dirty", &to->dirty, err) && read_machine(to, &ours, err);
}

static bool read_key(struct qm_saved_row *row, const struct qm_place *at,
                     struct qm_err *err)
{
	struct qm_place shape = { 0 };

	return qm_get_text(at, "family", QM_REQUIRED, &row->family, err) &&
	       qm_get_text(at, "kernel", QM_REQUIRED, &row->kernel, err) &&
	       qm_get_text(at, "device", QM_REQUIRED, &row->device, err) &&
	       qm_get_object(at, "shape", QM_REQUIRED, &shape, err) &&
	       qm_get_count(&shape, "m", QM_REQUIRED, &row->shape.m, err) &&
	       qm_get_count(&shape, "n", QM_REQUIRED, &row->shape.n, err) &&
	       qm_get_count(&shape, "k", QM_REQUIRED, &row->shape.k, err) &&
	       qm_get_count(at, "threads", QM_OPTIONAL, &row->threads, err) &&
	       qm_get_text(at, "cache", QM_REQUIRED, &row->cache, err);
}

static bool read_samples(struct qm_saved_row *row, const struct qm_place *at,
                         struct qm_err *err)
{
	json_t *samples = NULL;

	if (!qm_get_array(at, "samples_ns", QM_REQUIRED, &samples, err))
		return false;
	row->samples = calloc(json_array_size(samples) + 1, sizeof *row->samples);
	if (!row->samples)
		return qm_fail(err, QM_FILE, "%s: not enough memory", at->file);
	for (size_t i = 0; i < json_array_size(samples); i++) {
		const json_t *const x = json_array_get(samples, i);

		if (!json_is_number(x) || !qm_is_measure(json_number_value(x)))
			return qm_fail(err, QM_FILE,
			               "%s: %s.samples_ns[%zu]: expected a number above 0",
			               at->file, at->path, i);
		row->samples[row->sample_count++] = json_number_value(x) * 1e-9;
	}
	return row->sample_count > 0 ||
	       qm_expected(at, "samples_ns", "one number at least", err);
}

static bool read_times(struct qm_saved_row *row, const struct qm_place *at,
                       struct qm_err *err)
{
	static const char *const keys[] = { "min_ns", "q25_ns", "median_ns", "q75_ns" };
	double *const to[] = { &row->min, &row->q25, &row->median, &row->q75 };

	for (size_t i = 0; i < 4; i++) {
		if (!qm_get_positive(at, keys[i], QM_REQUIRED, to[i], err))
			return false;
		*to[i] *= 1e-9;
		if (i > 0 && *to[i] < *to[i - 1])
			return qm_expected(at, keys[i], "no less than the quantile before it",
			                   err);
	}
	return qm_get_positive(at, "ops", QM_REQUIRED, &row->ops, err) &&
	       read_samples(row, at, err);
}

static bool read_row(struct qm_saved_row *row, const struct qm_place *at,
                     struct qm_err *err)
{
	struct qm_place ours = { 0 };

	row->json = at->object;
	return qm_get_text(at, "name", QM_REQUIRED, &row->name, err) &&
	       qm_get_object(at, "qmark", QM_REQUIRED, &ours, err) &&
	       read_key(row, &ours, err) && read_times(row, &ours, err) &&
	       qm_get_text(&ours, "code", QM_OPTIONAL, &row->code, err) &&
	       qm_get_positive(&ours, "roof_share", QM_OPTIONAL, &row->share, err);
}

static bool read_trouble(struct qm_saved_trouble *trouble, const struct qm_place *at,
                         struct qm_err *err)
{
	struct qm_place ours = { 0 };
	const char *status = "";

	if (!qm_get_text(at, "name", QM_REQUIRED, &trouble->name, err) ||
	    !qm_get_object(at, "qmark", QM_REQUIRED, &ours, err) ||
	    !qm_get_text(&ours, "status", QM_REQUIRED, &status, err) ||
	    !qm_get_text(&ours, "reason", QM_REQUIRED, &trouble->reason, err))
		return false;
	trouble->failed = strcmp(status, "failed") == 0;
	return trouble->failed || strcmp(status, "skipped") == 0 ||
	       qm_expected(&ours, "status", "'failed' or 'skipped'", err);
}

static int by_name(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

static bool names_unique(const struct qm_saved *saved, struct qm_err *err)
{
	const char **const names = calloc(saved->count + 1, sizeof *names);
	bool ok = names;

	for (size_t i = 0; ok && i < saved->count; i++)
		names[i] = saved->row[i].name;
	if (!names)
		return qm_fail(err, QM_FILE, "%s: not enough memory", saved->path);
	qsort(names, saved->count, sizeof *names, by_name);
	for (size_t i = 1; ok && i < saved->count; i++)
		if (strcmp(names[i - 1], names[i]) == 0)
			ok = qm_fail(err, QM_FILE, "%s: two rows are called '%.200s'",
			             saved->path, names[i]);
	free(names);
	return ok;
}

bool qm_saved_ours(struct qm_saved *to, const struct qm_place *top,
                   const struct qm_place *context, struct qm_err *err)
{
	json_t *rows = NULL, *troubles = NULL;
	struct qm_place at;

	if (!read_run(to, context, err) ||
	    !qm_get_array(top, "benchmarks", QM_REQUIRED, &rows, err) ||
	    !qm_get_array(top, "qmark_unmeasured", QM_REQUIRED, &troubles, err) ||
	    !qm_saved_room(to, json_array_size(rows), json_array_size(troubles), err))
		return false;
	for (size_t i = 0; i < json_array_size(rows); i++)
		if (!qm_place_item(top, "benchmarks", rows, i, &at, err) ||
		    !read_row(&to->row[to->count++], &at, err))
			return false;
	for (size_t i = 0; i < json_array_size(troubles); i++)
		if (!qm_place_item(top, "qmark_unmeasured", troubles, i, &at, err) ||
		    !read_trouble(&to->trouble[to->troubles++], &at, err))
			return false;
	return names_unique(to, err);
}
