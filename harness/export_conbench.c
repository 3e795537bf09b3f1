/* export_conbench.c - a list of benchmark results as Conbench's API takes them, one a row.
 *
 * Its keys are fixed (conbench/entities/benchmark_result.py and hardware.py there): the
 * machine is described by sixteen fields, all of them needed, unknown counts being 0.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "harness/context_json.h"
#include "harness/export.h"

static const json_t *context_of(const struct qm_saved *s)
{
	return json_object_get(s->document, "context");
}

static json_t *text_of(const json_t *object, const char *key)
{
	const char *const text = json_string_value(json_object_get(object, key));

	return qm_json_text(text && *text ? text : "unknown");
}

static json_t *count_of(const json_t *object, const char *key, double factor)
{
	const double x = json_number_value(json_object_get(object, key)) * factor;

	return json_integer(x > 0 && x < 1e18 ? (json_int_t)x : 0);
}

/* The bytes of one cache of a level and kind, or 0. */
static json_t *cache_of(const json_t *context, int level, const char *type)
{
	const json_t *const caches = json_object_get(context, "caches");

	for (size_t i = 0; i < json_array_size(caches); i++) {
		const json_t *const cache = json_array_get(caches, i);
		const char *const kind = json_string_value(json_object_get(cache, "type"));

		if (json_integer_value(json_object_get(cache, "level")) == level && kind &&
		    (strcmp(kind, type) == 0 || (level > 1 && strcmp(kind, "Unified") == 0)))
			return count_of(cache, "size", 1);
	}
	return json_integer(0);
}

static json_t *machine_json(const struct qm_saved *s)
{
	const json_t *const context = context_of(s);
	const json_t *const ours = json_object_get(context, "qmark");
	const json_t *const cpu = json_object_get(ours, "cpu");
	json_t *const m = json_object();

	json_object_set_new(m, "name", qm_json_text(*s->host ? s->host : "unknown"));
	json_object_set_new(m, "architecture_name", text_of(cpu, "arch"));
	json_object_set_new(m, "kernel_name", text_of(ours, "kernel"));
	json_object_set_new(m, "os_name", json_string("Linux"));
	json_object_set_new(m, "os_version", text_of(ours, "kernel"));
	json_object_set_new(m, "cpu_model_name", text_of(cpu, "name"));
	json_object_set_new(m, "cpu_l1d_cache_bytes", cache_of(context, 1, "Data"));
	json_object_set_new(m, "cpu_l1i_cache_bytes", cache_of(context, 1, "Instruction"));
	json_object_set_new(m, "cpu_l2_cache_bytes", cache_of(context, 2, "Data"));
	json_object_set_new(m, "cpu_l3_cache_bytes", cache_of(context, 3, "Data"));
	json_object_set_new(m, "cpu_core_count", count_of(context, "num_cpus", 1));
	json_object_set_new(m, "cpu_thread_count", count_of(context, "num_cpus", 1));
	json_object_set_new(m, "cpu_frequency_max_hz", count_of(context, "mhz_per_cpu", 1e6));
	json_object_set_new(m, "memory_bytes", count_of(ours, "memory_bytes", 1));
	json_object_set_new(m, "gpu_count", json_integer(0));
	json_object_set_new(m, "gpu_product_names", json_array());
	return m;
}

/* Operations a second of each sample, and the times behind them in seconds. */
static json_t *stats_json(const struct qm_saved_row *r)
{
	json_t *const data = json_array(), *const times = json_array();

	for (size_t i = 0; i < r->sample_count; i++) {
		json_array_append_new(data, qm_json_number(r->ops / r->samples[i]));
		json_array_append_new(times, qm_json_number(r->samples[i]));
	}
	return json_pack("{s:o, s:s, s:o, s:s, s:I}", "data", data, "unit", "i/s", "times",
	                 times, "time_unit", "s", "iterations", (json_int_t)r->sample_count);
}

static json_t *tags_json(const struct qm_saved_row *r)
{
	char shape[80], name[300];

	qm_export_name(r, name, sizeof name);
	snprintf(shape, sizeof shape, "%zux%zux%zu", r->shape.m, r->shape.n, r->shape.k);
	return json_pack("{s:o, s:s, s:s, s:s, s:s, s:s, s:I}", "name", qm_json_text(name),
	                 "family", r->family, "kernel", r->kernel, "device", r->device, "shape",
	                 shape, "cache", r->cache, "threads", (json_int_t)r->threads);
}

/* Who asks knows the repository; the variables are Conbench's own. */
static json_t *github_json(const struct qm_saved *s)
{
	const char *const repository = getenv("CONBENCH_PROJECT_REPOSITORY");
	const char *const pull = getenv("CONBENCH_PROJECT_PR_NUMBER");
	json_t *const github = json_object();

	if (!repository || !*repository || !s->commit) {
		json_decref(github);
		return NULL;
	}
	json_object_set_new(github, "repository", qm_json_text(repository));
	json_object_set_new(github, "commit", qm_json_text(s->commit));
	if (pull && *pull)
		json_object_set_new(github, "pr_number", json_integer(strtol(pull, NULL, 10)));
	return github;
}

static json_t *result_json(const struct qm_saved *s, const struct qm_saved_row *r)
{
	const json_t *const ours = json_object_get(context_of(s), "qmark");
	json_t *const result = json_object(), *const github = github_json(s);
	char id[100];

	snprintf(id, sizeof id, "%.40s-%.0f", s->commit ? s->commit : "unknown", s->time);
	json_object_set_new(result, "run_id", qm_json_text(id));
	json_object_set_new(result, "batch_id", qm_json_text(id));
	json_object_set_new(result, "run_reason", json_string(github ? "commit" : "manual"));
	json_object_set_new(result, "timestamp", qm_json_text(s->date));
	json_object_set_new(result, "tags", tags_json(r));
	json_object_set_new(result, "info", json_pack("{s:o, s:o}", "qmark_version",
	                                              text_of(ours, "version"), "verified",
	                                              text_of(json_object_get(r->json, "qmark"),
	                                                      "verified")));
	json_object_set_new(result, "context",
	                    json_pack("{s:s, s:o, s:o}", "benchmark_language", "C", "compiler",
	                              text_of(ours, "compiler"), "compiler_flags",
	                              text_of(ours, "flags")));
	json_object_set_new(result, "machine_info", machine_json(s));
	json_object_set_new(result, "stats", stats_json(r));
	if (github)
		json_object_set_new(result, "github", github);
	return result;
}

bool qm_export_conbench(FILE *to, const struct qm_history *h, struct qm_err *err)
{
	json_t *const document = json_array();

	for (size_t f = 0; f < h->count; f++)
		for (size_t i = 0; i < h->file[f].count; i++)
			json_array_append_new(document,
			                      result_json(&h->file[f], &h->file[f].row[i]));

	const bool ok = json_dumpf(document, to, QM_JSON_FLAGS) == 0;

	fputc('\n', to);
	json_decref(document);
	return ok || qm_fail(err, QM_WRONG, "not enough memory");
}
