/* context_json.c - machine, build and settings as JSON: the context of a result file.
 *
 * The outer keys are Google Benchmark's and mean what they mean there.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <math.h>
#include <string.h>

#include "harness/backends.h"
#include "harness/context_json.h"
#include "harness/devices.h"
#include "harness/fingerprint.h"
#include "harness/gbench.h"
#include "harness/machine_info.h"

json_t *qm_json_number(double x)
{
	return isfinite(x) ? json_real(x) : json_null();
}

json_t *qm_json_text(const char *s)
{
	json_t *const exact = json_string(s);

	return exact ? exact : json_string("(not UTF-8)");
}

static json_t *list_json(const struct qm_list *list)
{
	json_t *const array = json_array();

	for (size_t i = 0; i < list->count; i++)
		json_array_append_new(array, qm_json_text(list->item[i]));
	return array;
}

static json_t *caches_json(const struct qm_machine *m)
{
	json_t *const array = json_array();

	for (size_t i = 0; i < m->cache_count; i++)
		json_array_append_new(
			array, json_pack("{s:s, s:I, s:I, s:I}", "type", m->cache[i].type,
		                         "level", (json_int_t)m->cache[i].level, "size",
		                         (json_int_t)m->cache[i].size, "num_sharing",
		                         (json_int_t)m->cache[i].sharing));
	return array;
}

static json_t *loads_json(const struct qm_machine *m)
{
	json_t *const array = json_array();

	for (size_t i = 0; i < m->load_count; i++)
		json_array_append_new(array, qm_json_number(m->load[i]));
	return array;
}

static json_t *isa_json(bool allowed)
{
	json_t *const array = json_array();

	for (size_t i = 0; i < qm_backends_isa_count(); i++) {
		const struct qm_isa_state isa = qm_backends_isa(i);

		if (allowed ? isa.allowed : isa.detected)
			json_array_append_new(array, json_string(isa.name));
	}
	return array;
}

/* 0: not known. */
static json_t *count_json(uint64_t x)
{
	return x ? json_integer((json_int_t)x) : json_null();
}

static json_t *words_json(const char *text)
{
	json_t *const array = json_array();

	for (text += strspn(text, " "); *text; text += strspn(text, " ")) {
		const size_t length = strcspn(text, " ");

		json_array_append_new(array, json_stringn(text, length));
		text += length;
	}
	return array;
}

static json_t *devices_json(const struct qm_options *o)
{
	json_t *const array = json_array();
	struct qm_devices devices;

	if (!qm_devices_choose(&o->devices, &devices, NULL))
		return array;
	for (size_t i = 0; i < devices.count; i++) {
		const struct qm_device_info *const info = &devices.device[i].info;

		json_array_append_new(
			array, json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "id", info->id,
		                         "name", qm_json_text(info->name), "driver",
		                         qm_json_text(info->driver), "units",
		                         count_json(info->units), "mhz", count_json(info->mhz),
		                         "memory_bytes", count_json(info->memory), "extensions",
		                         words_json(info->extensions)));
	}
	qm_devices_free(&devices);
	return array;
}

static void set_build(json_t *to)
{
	json_object_set_new(to, "schema", json_integer(QM_SCHEMA));
	json_object_set_new(to, "version", qm_json_text(qm_build.version));
	json_object_set_new(to, "commit", qm_json_text(qm_build.commit));
	json_object_set_new(to, "dirty", json_boolean(qm_build.dirty));
	json_object_set_new(to, "build_type", qm_json_text(qm_build.type));
	json_object_set_new(to, "compiler", qm_json_text(qm_build.compiler));
	json_object_set_new(to, "flags", qm_json_text(qm_build.flags));
	json_object_set_new(to, "benchmark_version", qm_json_text(qm_gbench_version()));
	json_object_set_new(to, "hwloc_version", qm_json_text(qm_build.hwloc));
}

static json_t *qmark_json(const struct qm_options *o, const struct qm_machine *m,
                          bool interrupted)
{
	json_t *const object = json_object();

	set_build(object);
	json_object_set_new(object, "command", qm_json_text(o->command_line));
	json_object_set_new(object, "suites", list_json(&o->suites));
	json_object_set_new(object, "seed", json_integer((json_int_t)o->seed));
	json_object_set_new(object, "data",
	                    o->data.count ? qm_json_text(o->data.item[0]) : json_null());
	json_object_set_new(object, "interrupted", json_boolean(interrupted));
	json_object_set_new(object, "cpu",
	                    json_pack("{s:o, s:s, s:o, s:o}", "name",
	                              qm_json_text(m->cpu), "arch", m->arch, "isa",
	                              isa_json(false), "isa_allowed", isa_json(true)));
	json_object_set_new(object, "devices", devices_json(o));
	json_object_set_new(object, "kernel", qm_json_text(m->kernel));
	json_object_set_new(object, "memory_bytes",
	                    m->memory ? json_integer((json_int_t)m->memory)
	                              : json_null());
	json_object_set_new(object, "fingerprint", qm_fingerprint_json(""));
	return object;
}

/* --benchmark_context=key=value: strings, as the library writes them. */
static void set_custom(json_t *to, const struct qm_list *pairs)
{
	for (size_t i = 0; i < pairs->count; i++) {
		const char *const equals = strchr(pairs->item[i], '=');
		char key[128];

		snprintf(key, sizeof key, "%.*s", (int)(equals - pairs->item[i]),
		         pairs->item[i]);
		if (!json_object_get(to, key)) /* our own keys keep their meaning */
			json_object_set_new(to, key, qm_json_text(equals + 1));
	}
}

json_t *qm_context_json(const struct qm_options *o, bool interrupted)
{
	struct qm_machine m;
	json_t *const object = json_object();

	qm_machine_gather(&m);
	json_object_set_new(object, "date", qm_json_text(m.date));
	json_object_set_new(object, "host_name", qm_json_text(m.host));
	json_object_set_new(object, "executable", qm_json_text(program_invocation_name));
	json_object_set_new(object, "num_cpus", json_integer((json_int_t)m.threads));
	json_object_set_new(object, "mhz_per_cpu", json_integer((json_int_t)m.mhz));
	json_object_set_new(object, "cpu_scaling_enabled", json_boolean(m.scaling));
	json_object_set_new(object, "caches", caches_json(&m));
	json_object_set_new(object, "load_avg", loads_json(&m));
	json_object_set_new(object, "library_build_type",
	                    qm_json_text(qm_gbench_library_build_type()));
	json_object_set_new(object, "qmark", qmark_json(o, &m, interrupted));
	set_custom(object, &o->context);
	return object;
}
