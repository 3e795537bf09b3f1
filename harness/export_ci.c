/* export_ci.c - for services that plot one number a commit.
 *
 * Bencher Metric Format: bencher.dev/docs/reference/bencher-metric-format; latency is in
 * nanoseconds and throughput in operations a second there.
 * github-action-benchmark: a list of { name, unit, value, range, extra }, the last two
 * texts; it plots every entry, so there is one for each row.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "harness/context_json.h"
#include "harness/export.h"

static bool finish(FILE *to, json_t *document, struct qm_err *err)
{
	const bool ok = document && json_dumpf(document, to, QM_JSON_FLAGS) == 0;

	fputc('\n', to);
	json_decref(document);
	return ok || qm_fail(err, QM_WRONG, "not enough memory");
}

static json_t *metric(double value, double lower, double upper)
{
	return json_pack("{s:o, s:o, s:o}", "value", qm_json_number(value), "lower_value",
	                 qm_json_number(lower), "upper_value", qm_json_number(upper));
}

bool qm_export_bencher(FILE *to, const struct qm_history *h, struct qm_err *err)
{
	json_t *const document = json_object();
	const struct qm_saved *const saved = &h->file[0];

	for (size_t i = 0; i < saved->count; i++) {
		const struct qm_saved_row *const r = &saved->row[i];
		char name[300];

		qm_export_name(r, name, sizeof name);
		json_object_set_new(document, name,
		                    json_pack("{s:o, s:o}", "latency",
		                              metric(r->median * 1e9, r->q25 * 1e9,
		                                     r->q75 * 1e9),
		                              "throughput",
		                              metric(r->ops / r->median, r->ops / r->q75,
		                                     r->ops / r->q25)));
	}
	return finish(to, document, err);
}

static json_t *entry(const struct qm_saved *saved, const struct qm_saved_row *r,
                     bool throughput)
{
	const double half = (r->q75 - r->q25) / 2;
	char name[300], range[40], extra[300];

	qm_export_name(r, name, sizeof name);
	snprintf(range, sizeof range, "%.3g %%", 100 * half / r->median);
	snprintf(extra, sizeof extra, "%zu samples, min %.6g ns, median %.6g ns\n%.200s",
	         r->sample_count, r->min * 1e9, r->median * 1e9, saved->cpu);
	return json_pack("{s:o, s:s, s:o, s:o, s:o}", "name", qm_json_text(name), "unit",
	                 throughput ? "GOP/s" : "ns", "value",
	                 qm_json_number(throughput ? r->ops / r->median * 1e-9
	                                           : r->median * 1e9),
	                 "range", qm_json_text(range), "extra", qm_json_text(extra));
}

static bool entries(FILE *to, const struct qm_history *h, bool throughput,
                    struct qm_err *err)
{
	json_t *const document = json_array();
	const struct qm_saved *const saved = &h->file[0];

	for (size_t i = 0; i < saved->count; i++)
		json_array_append_new(document, entry(saved, &saved->row[i], throughput));
	return finish(to, document, err);
}

bool qm_export_smaller(FILE *to, const struct qm_history *h, struct qm_err *err)
{
	return entries(to, h, false, err);
}

bool qm_export_bigger(FILE *to, const struct qm_history *h, struct qm_err *err)
{
	return entries(to, h, true, err);
}
