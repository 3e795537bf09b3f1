/* saved_plain.c - a file of plain Google Benchmark JSON, of any version.
 *
 * Repetitions of a name become the samples of one row; aggregates are left out, for they
 * can be had from the samples.  A row with an error is no time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/saved_json.h"
#include "harness/wilcoxon.h"

static bool read_machine(struct qm_saved *to, const struct qm_place *context,
                         struct qm_err *err)
{
	size_t cpus = 0;
	const json_t *const caches = json_object_get(context->object, "caches");

	if (!qm_get_count(context, "num_cpus", QM_OPTIONAL, &cpus, err))
		return false;
	snprintf(to->machine, sizeof to->machine, "host %.100s, %zu CPUs, %zu caches", to->host,
	         cpus, json_array_size(caches));
	return true;
}

/* Seconds of the unit that times are in; nanoseconds if nothing is said. */
static bool read_unit(const struct qm_place *at, double *seconds, struct qm_err *err)
{
	static const struct {
		const char *name;
		double seconds;
	} units[] = { { "ns", 1e-9 }, { "us", 1e-6 }, { "ms", 1e-3 }, { "s", 1 } };
	const char *name = "ns";

	if (!qm_get_text(at, "time_unit", QM_OPTIONAL, &name, err))
		return false;
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
		if (strcmp(units[i].name, name) == 0) {
			*seconds = units[i].seconds;
			return true;
		}
	return qm_expected(at, "time_unit", "ns, us, ms or s", err);
}

/* Rows may come interleaved; `seen` knows the place of each name. */
static struct qm_saved_row *row_called(struct qm_saved *to, json_t *seen, const char *name,
                                       json_t *json)
{
	const json_t *const place = json_object_get(seen, name);

	if (place)
		return &to->row[json_integer_value(place)];
	json_object_set_new(seen, name, json_integer((json_int_t)to->count));
	to->row[to->count] = (struct qm_saved_row){ .name = name, .json = json };
	return &to->row[to->count++];
}

static bool add_sample(struct qm_saved_row *row, double seconds, const char *file,
                       struct qm_err *err)
{
	double *const grown =
		realloc(row->samples, (row->sample_count + 1) * sizeof *grown);

	if (!grown)
		return qm_fail(err, QM_FILE, "%s: not enough memory", file);
	row->samples = grown;
	row->samples[row->sample_count++] = seconds;
	return true;
}

static bool read_row(struct qm_saved *to, json_t *seen, const struct qm_place *at,
                     struct qm_err *err)
{
	const char *name = NULL, *type = "iteration", *reason = "no reason is given";
	double unit = 0, time = 0, rate = 0;
	bool error = false, skipped = false;

	if (!qm_get_text(at, "name", QM_REQUIRED, &name, err) ||
	    !qm_get_text(at, "run_name", QM_OPTIONAL, &name, err) ||
	    !qm_get_text(at, "run_type", QM_OPTIONAL, &type, err) ||
	    !qm_get_flag(at, "error_occurred", &error, err) ||
	    !qm_get_text(at, "error_message", QM_OPTIONAL, &reason, err) ||
	    !qm_get_flag(at, "skipped", &skipped, err) ||
	    !qm_get_text(at, "skip_message", QM_OPTIONAL, &reason, err))
		return false;
	if (strcmp(type, "iteration") != 0)
		return true;
	if (error || skipped) {
		to->trouble[to->troubles++] = (struct qm_saved_trouble){ name, reason, error };
		return true;
	}
	if (!read_unit(at, &unit, err) ||
	    !qm_get_positive(at, "real_time", QM_REQUIRED, &time, err) ||
	    !qm_get_positive(at, "items_per_second", QM_OPTIONAL, &rate, err))
		return false;

	struct qm_saved_row *const row = row_called(to, seen, name, at->object);

	row->ops = rate * time * unit;
	return add_sample(row, time * unit, at->file, err);
}

static bool read_rows(struct qm_saved *to, const struct qm_place *top, json_t *rows,
                      struct qm_err *err)
{
	json_t *const seen = json_object();
	struct qm_place at;
	bool ok = seen || qm_fail(err, QM_FILE, "%s: not enough memory", to->path);

	for (size_t i = 0; ok && i < json_array_size(rows); i++)
		ok = qm_place_item(top, "benchmarks", rows, i, &at, err) &&
		     read_row(to, seen, &at, err);
	json_decref(seen);
	return ok;
}

bool qm_saved_plain(struct qm_saved *to, const struct qm_place *top,
                    const struct qm_place *context, struct qm_err *err)
{
	json_t *rows = NULL;

	if (!read_machine(to, context, err) ||
	    !qm_get_array(top, "benchmarks", QM_REQUIRED, &rows, err) ||
	    !qm_saved_room(to, json_array_size(rows), json_array_size(rows), err) ||
	    !read_rows(to, top, rows, err))
		return false;
	for (size_t i = 0; i < to->count; i++) {
		struct qm_saved_row *const row = &to->row[i];

		row->min = qm_quantile(row->samples, row->sample_count, 0);
		row->q25 = qm_quantile(row->samples, row->sample_count, 0.25);
		row->median = qm_quantile(row->samples, row->sample_count, 0.5);
		row->q75 = qm_quantile(row->samples, row->sample_count, 0.75);
	}
	return true;
}
