/* out_json.c - results as Google Benchmark JSON, with ours in "qmark" objects.
 *
 * A row without a time has no place in "benchmarks": Google Benchmark writes one with
 * real_time 0, which its readers take for infinitely fast, and compare.py of Debian 12
 * stops at a row without real_time.  It goes to "qmark_unmeasured".
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <math.h>

#include "harness/ceilings_json.h"
#include "harness/context_json.h"
#include "harness/evidence_json.h"
#include "harness/out.h"
#include "harness/out_row.h"
#include "harness/versus_json.h"

static json_t *count_json(uint64_t x)
{
	return json_integer((json_int_t)x);
}

/* Nanoseconds; a negative time is a step that the device does not have. */
static json_t *ns_json(double seconds)
{
	return seconds < 0 ? json_null() : qm_json_number(seconds * 1e9);
}

static void set(json_t *to, const char *key, json_t *value)
{
	json_object_set_new(to, key, value);
}

static void set_key(json_t *to, const struct qm_result *r)
{
	json_t *const shape = json_object();

	set(to, "family", qm_json_text(r->kernel->family->name));
	set(to, "kernel", qm_json_text(r->kernel->name));
	set(to, "device", qm_json_text(r->device.id));
	set(shape, "m", count_json(r->shape.m));
	set(shape, "n", count_json(r->shape.n));
	set(shape, "k", count_json(r->shape.k));
	set(to, "shape", shape);
	set(to, "threads", r->threads ? count_json(r->threads) : json_null());
}

static void set_samples(json_t *to, const struct qm_result *r)
{
	json_t *const samples = json_array(), *const iterations = json_array();

	for (size_t i = 0; i < r->sample_count; i++) {
		json_array_append_new(samples, ns_json(r->samples[i]));
		json_array_append_new(iterations, count_json(r->iterations[i]));
	}
	set(to, "samples_ns", samples);
	set(to, "iterations_per_sample", iterations);
}

static void set_times(json_t *to, const struct qm_result *r)
{
	const struct qm_summary *const t = &r->time;
	json_t *const interval = json_array();

	set(to, "ops", qm_json_number(qm_result_ops(r)));
	set(to, "gops", qm_json_number(qm_result_ops(r) / t->median * 1e-9));
	set_samples(to, r);
	set(to, "min_ns", ns_json(t->min));
	set(to, "q25_ns", ns_json(t->q25));
	set(to, "median_ns", ns_json(t->median));
	set(to, "q75_ns", ns_json(t->q75));
	set(to, "max_ns", ns_json(t->max));
	json_array_append_new(interval, ns_json(t->low));
	json_array_append_new(interval, ns_json(t->high));
	set(to, "ci95_ns", interval);
	set(to, "timer", qm_json_text(r->timer));
	set(to, "wall_ns", ns_json(r->wall));
}

static void set_costs(json_t *to, const struct qm_result *r)
{
	const struct qm_costs *const c = &r->costs;

	set(to, "code", *r->code ? qm_json_text(r->code) : json_null());
	set(to, "placement", qm_json_text(r->placement));
	set(to, "a_bytes", count_json(r->a_bytes));
	set(to, "b_bytes", count_json(r->b_bytes));
	set(to, "error", qm_json_number(r->error));
	set(to, "packed_bytes",
	    c->packed_bytes ? count_json(c->packed_bytes) : json_null());
	set(to, "pack_ns", ns_json(c->pack));
	set(to, "compile_ns", ns_json(c->compile));
	set(to, "first_launch_ns", ns_json(c->first_launch));
	set(to, "upload_ns", ns_json(c->upload));
	set(to, "download_ns", ns_json(c->download));
}

static void set_check(json_t *to, const struct qm_result *r)
{
	set(to, "verified", qm_json_text(qm_check_name(r->check)));
	set(to, "checked", count_json(r->checked));
	if (r->check == QM_CHECK_UNORDERED)
		set(to, "unordered_error", qm_json_number(r->unordered));
}

/* Of a row that is not our own code's. */
static void set_library(json_t *to, const struct qm_result *r)
{
	if (!r->kernel->library)
		return;
	set(to, "peer", json_true());
	set(to, "library", json_pack("{s:o, s:o, s:o}", "name", qm_json_text(r->kernel->library),
	                             "version", qm_json_text(r->library.version), "target",
	                             *r->library.target ? qm_json_text(r->library.target)
	                                                : json_null()));
}

/* Of kernels that have variants; the default's time where this is another one. */
static void set_variant(json_t *to, const struct qm_result *r)
{
	if (!r->tuning)
		return;
	set(to, "variant", qm_json_text(r->variant.text));
	set(to, "tuning", qm_json_text(r->tuning));
	set(to, "default_ns", r->standard_time > 0 ? ns_json(r->standard_time) : json_null());
	set(to, "memory", qm_json_text(r->costs.shared ? "shared" : "own"));
}

static json_t *qmark_json(const struct qm_result *r)
{
	json_t *const object = json_object();

	set_key(object, r);
	set(object, "cache", qm_json_text(r->cache));
	set(object, "data", qm_json_text(qm_data_name(r->data)));
	set(object, "seed", count_json(r->seed));
	set(object, "status", qm_json_text(qm_status_name(r->status)));
	set_check(object, r);
	set_times(object, r);
	set_costs(object, r);
	set_library(object, r);
	set_variant(object, r);
	qm_roof_json(object, &r->roof);
	qm_evidence_json(object, r);
	return object;
}

/* Google Benchmark numbers its families, and rows within each; ours are the kernels. */
static void number(const struct qm_results *all, size_t row, size_t *family,
                   size_t *instance)
{
	*family = *instance = 0;
	for (size_t i = 0; i < row; i++) {
		bool first = true;

		if (!qm_row_measured(&all->row[i]))
			continue;
		for (size_t j = 0; j < i && first; j++)
			first = !qm_row_measured(&all->row[j]) ||
			        all->row[j].kernel != all->row[i].kernel;
		if (all->row[i].kernel == all->row[row].kernel)
			++*instance;
		else if (first && *instance == 0)
			++*family;
	}
}

static json_t *benchmark_json(const struct qm_results *all, size_t row)
{
	const struct qm_result *const r = &all->row[row];
	json_t *const object = json_object();
	uint64_t iterations = 0;
	size_t family, instance;
	char name[sizeof r->name + 16];

	for (size_t i = 0; i < r->sample_count; i++)
		iterations += r->iterations[i];
	number(all, row, &family, &instance);
	/* Readers that find "/real_time" in a name take real_time for the figure. */
	snprintf(name, sizeof name, "%s/real_time", r->name);
	set(object, "name", qm_json_text(name));
	set(object, "family_index", count_json(family));
	set(object, "per_family_instance_index", count_json(instance));
	set(object, "run_name", qm_json_text(name));
	set(object, "run_type", qm_json_text("iteration"));
	set(object, "repetitions", count_json(1));
	set(object, "repetition_index", count_json(0));
	set(object, "threads", count_json(r->threads ? r->threads : 1));
	set(object, "iterations", count_json(iterations));
	set(object, "real_time", ns_json(r->time.median));
	set(object, "cpu_time", ns_json(r->time.median));
	set(object, "time_unit", qm_json_text("ns"));
	set(object, "items_per_second",
	    qm_json_number(qm_result_ops(r) / r->time.median));
	set(object, "qmark", qmark_json(r));
	return object;
}

static json_t *unmeasured_json(const struct qm_result *r)
{
	json_t *const object = json_object(), *const inner = json_object();

	set_key(inner, r);
	set(inner, "cache", qm_json_text(r->cache));
	if (r->kernel->library)
		set(inner, "peer", json_true());
	set(inner, "status", qm_json_text(qm_status_name(qm_row_status(r))));
	set(inner, "reason", qm_json_text(qm_row_reason(r)));
	set(object, "name", qm_json_text(r->name));
	set(object, "qmark", inner);
	return object;
}

static void set_run(json_t *to, const struct qm_report *report)
{
	const struct qm_results *const all = report->results;

	set(to, "energy_models", qm_energy_models_json());
	if (all->ceiling_count) {
		set(to, "ceilings", qm_ceilings_json(all->ceilings, all->ceiling_count));
		set(to, "bandwidths", qm_bandwidths_json(all->ceilings, all->ceiling_count));
	}
	if (all->budget > 0)
		set(to, "budget", json_pack("{s:f, s:f, s:I, s:I}", "seconds", all->budget,
		                            "clear_share", all->clear, "unclear",
		                            (json_int_t)all->unclear, "unreached",
		                            (json_int_t)all->unreached));
	qm_versus_json(to, report);
}

static json_t *report_json(const struct qm_report *report)
{
	const struct qm_results *const all = report->results;
	json_t *const object = json_object();
	json_t *const measured = json_array(), *const unmeasured = json_array();

	for (size_t i = 0; i < all->count; i++)
		if (qm_row_measured(&all->row[i]))
			json_array_append_new(measured, benchmark_json(all, i));
		else
			json_array_append_new(unmeasured, unmeasured_json(&all->row[i]));
	set(object, "context", qm_context_json(report->options, all->interrupted));
	set_run(json_object_get(json_object_get(object, "context"), "qmark"), report);
	set(object, "benchmarks", measured);
	set(object, "qmark_unmeasured", unmeasured);
	return object;
}

bool qm_out_json(FILE *to, const struct qm_report *report)
{
	json_t *const object = report_json(report);
	const bool ok = object && json_dumpf(object, to, QM_JSON_FLAGS) == 0;

	fputc('\n', to);
	json_decref(object);
	return ok;
}
