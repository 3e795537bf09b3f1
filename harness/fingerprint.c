/* fingerprint.c - what the numbers of this machine depend on.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/context_json.h"
#include "harness/fingerprint.h"
#include "harness/machine_info.h"
#include "harness/text.h"
#include "harness/tree.h"
#include "harness/watch.h"

#define CPU "/sys/devices/system/cpu/"
#define COUNT(a) (sizeof(a) / sizeof(a)[0])

enum { TEXT = 8192, NAMES = 4096, CACHES = 16 };

/* Where a fact stands: a file, or a field of one; the first that is there counts. */
struct fact {
	const char *key, *path, *field;
};

static const struct fact cpu_facts[] = {
	{ "vendor", "/proc/cpuinfo", "vendor_id" },
	{ "vendor", "/proc/cpuinfo", "CPU implementer" },
	{ "name", "/proc/cpuinfo", "model name" },
	{ "family", "/proc/cpuinfo", "cpu family" },
	{ "family", "/proc/cpuinfo", "CPU architecture" },
	{ "variant", "/proc/cpuinfo", "CPU variant" },
	{ "stepping", "/proc/cpuinfo", "stepping" },
	{ "stepping", "/proc/cpuinfo", "CPU revision" },
	{ "microcode", "/proc/cpuinfo", "microcode" },
};
static const struct fact topology_facts[] = {
	{ "online", CPU "online", NULL },
	{ "isolated", CPU "isolated", NULL },
	{ "smt", CPU "smt/control", NULL },
	{ "numa_nodes", "/sys/devices/system/node/online", NULL },
	{ "allowed", "/proc/self/status", "Cpus_allowed_list" },
	{ "allowed_nodes", "/proc/self/status", "Mems_allowed_list" },
};
static const struct fact frequency_facts[] = {
	{ "driver", CPU "cpu0/cpufreq/scaling_driver", NULL },
	{ "governor", CPU "cpu0/cpufreq/scaling_governor", NULL },
	{ "preference", CPU "cpu0/cpufreq/energy_performance_preference", NULL },
	{ "boost", CPU "cpufreq/boost", NULL },
	{ "no_turbo", CPU "intel_pstate/no_turbo", NULL },
	{ "base_khz", CPU "cpu0/cpufreq/base_frequency", NULL },
	{ "min_khz", CPU "cpu0/cpufreq/scaling_min_freq", NULL },
	{ "max_khz", CPU "cpu0/cpufreq/scaling_max_freq", NULL },
	{ "now_khz", CPU "cpu0/cpufreq/scaling_cur_freq", NULL },
};
static const struct fact memory_facts[] = {
	{ "total", "/proc/meminfo", "MemTotal" },
	{ "huge_pages_reserved", "/proc/meminfo", "HugePages_Total" },
	{ "huge_pages", "/sys/kernel/mm/transparent_hugepage/enabled", NULL },
	{ "numa_balancing", "/proc/sys/kernel/numa_balancing", NULL },
};
static const struct fact system_facts[] = {
	{ "kernel", "/proc/sys/kernel/osrelease", NULL },
	{ "hypervisor", "/sys/hypervisor/type", NULL },
	{ "machine", "/sys/class/dmi/id/product_name", NULL },
	{ "maker", "/sys/class/dmi/id/sys_vendor", NULL },
	{ "container", "/run/systemd/container", NULL },
	{ "cpu_quota", "/sys/fs/cgroup/cpu.max", NULL },
	{ "clock", "/sys/devices/system/clocksource/clocksource0/current_clocksource", NULL },
	{ "address_randomisation", "/proc/sys/kernel/randomize_va_space", NULL },
	{ "load", "/proc/loadavg", NULL },
};

/* "always [madvise] never" offers three and says which: that one. */
static void choose_bracketed(char *text)
{
	char *const open = strchr(text, '['), *const close = open ? strchr(open, ']') : NULL;

	if (!close)
		return;
	*close = '\0';
	memmove(text, open + 1, strlen(open + 1) + 1);
}

static json_t *facts_json(const char *root, const struct fact *fact, size_t count)
{
	json_t *const object = json_object();

	for (size_t i = 0; i < count; i++) {
		char text[TEXT];
		const bool read = fact[i].field
			? qm_tree_field(root, fact[i].path, fact[i].field, text, sizeof text)
			: qm_tree_text(root, fact[i].path, text, sizeof text);

		choose_bracketed(text);
		if (read && *text)
			json_object_set_new(object, fact[i].key, qm_json_text(text));
		else if (!json_object_get(object, fact[i].key))
			json_object_set_new(object, fact[i].key, json_null());
	}
	return object;
}

/* Words of a kernel's own making come and go with its version; those that name vector
 * instructions are the processor's.
 */
static bool is_vector(const char *flag)
{
	static const char *const prefix[] = { "sse4", "avx", "amx", "fma",  "f16c", "gfni",
		                              "asimd", "sve", "sme", "i8mm", "bf16" };

	for (size_t i = 0; i < COUNT(prefix); i++)
		if (strncmp(flag, prefix[i], strlen(prefix[i])) == 0)
			return strcmp(flag, "smep") != 0; /* x86's, and no vectors */
	return false;
}

static void add_flags(json_t *to, const char *root)
{
	char text[TEXT], *rest = NULL;
	json_t *const all = json_array(), *const vector = json_array();
	bool virtual = false;

	if (!qm_tree_field(root, "/proc/cpuinfo", "flags", text, sizeof text))
		qm_tree_field(root, "/proc/cpuinfo", "Features", text, sizeof text);
	for (char *word = strtok_r(text, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
		json_array_append_new(all, qm_json_text(word));
		if (is_vector(word))
			json_array_append_new(vector, qm_json_text(word));
		virtual |= strcmp(word, "hypervisor") == 0;
	}
	json_object_set_new(to, "vector_flags", vector);
	json_object_set_new(to, "flags", all);
	json_object_set_new(to, "virtual", json_boolean(virtual));
}

/* Machines with several kinds of cores name each: "0xd05 0xd0b". */
static json_t *models_json(const char *root)
{
	char models[256] = "", *line = NULL;
	struct qm_text text = { models, sizeof models, 0 };
	size_t room = 0;
	char path[1024];

	snprintf(path, sizeof path, "%s/proc/cpuinfo", root);

	FILE *const f = fopen(path, "re");

	while (f && getline(&line, &room, f) >= 0) {
		const char *const colon = strchr(line, ':');
		const size_t key = strcspn(line, "\t:");
		char model[64];

		if (!colon || !((key == 5 && memcmp(line, "model", 5) == 0) ||
		                (key == 8 && memcmp(line, "CPU part", 8) == 0)))
			continue;
		if (sscanf(colon + 1, "%63s", model) == 1 && !strstr(models, model))
			qm_text_add(&text, "%s%s", *models ? " " : "", model);
	}
	free(line);
	if (f)
		fclose(f);
	return *models ? qm_json_text(models) : json_null();
}

static json_t *caches_json(const char *root)
{
	static const char *const parts[] = { "level", "type", "size" };
	char name[CACHES][QM_TREE_NAME];
	const size_t count = qm_tree_list(root, CPU "cpu0/cache", "index*", name, CACHES);
	json_t *const caches = json_array();

	for (size_t i = 0; i < count; i++) {
		char path[256], line[256] = "L", shared[128] = "";
		struct qm_text text = { line, sizeof line, 1 };

		for (size_t p = 0; p < COUNT(parts); p++) {
			char part[64];

			snprintf(path, sizeof path, CPU "cpu0/cache/%s/%s", name[i], parts[p]);
			qm_tree_text(root, path, part, sizeof part);
			qm_text_add(&text, "%s%s", p ? " " : "", part);
		}
		snprintf(path, sizeof path, CPU "cpu0/cache/%s/shared_cpu_list", name[i]);
		if (qm_tree_text(root, path, shared, sizeof shared))
			qm_text_add(&text, " for %zu", qm_tree_cpus(shared));
		json_array_append_new(caches, qm_json_text(line));
	}
	return caches;
}

/* Distinct pairs of package and core, and distinct packages, among the CPUs. */
static void count_cores(json_t *to, const char *root)
{
	char (*const name)[QM_TREE_NAME] = calloc(NAMES, sizeof *name);
	uint64_t (*const seen)[2] = calloc(NAMES, sizeof *seen);
	const size_t cpus = name && seen ? qm_tree_list(root, CPU, "cpu[0-9]*", name, NAMES) : 0;
	size_t cores = 0, packages = 0;

	for (size_t i = 0; i < cpus; i++) {
		bool core = true, package = true;
		char path[160];
		uint64_t p, c;

		snprintf(path, sizeof path, CPU "%s/topology/physical_package_id", name[i]);
		if (!qm_tree_whole(root, path, &p))
			continue;
		snprintf(path, sizeof path, CPU "%s/topology/core_id", name[i]);
		if (!qm_tree_whole(root, path, &c))
			continue;
		for (size_t j = 0; j < cores; j++) {
			package &= seen[j][0] != p;
			core &= seen[j][0] != p || seen[j][1] != c;
		}
		if (core) {
			seen[cores][0] = p;
			seen[cores++][1] = c;
		}
		packages += package;
	}
	free(name);
	free(seen);
	json_object_set_new(to, "packages", packages ? json_integer((json_int_t)packages)
	                                             : json_null());
	json_object_set_new(to, "cores", cores ? json_integer((json_int_t)cores) : json_null());
}

/* Of the CPU time since the start of the system, what a hypervisor took. */
static json_t *steal_json(const char *root)
{
	char cpus[256], up[64];
	double stolen;

	if (!qm_steal_seconds(root, &stolen) ||
	    !qm_tree_text(root, "/proc/uptime", up, sizeof up) ||
	    !qm_tree_text(root, CPU "online", cpus, sizeof cpus) ||
	    !(strtod(up, NULL) * (double)qm_tree_cpus(cpus) > 0))
		return json_null();
	return qm_json_number(stolen / strtod(up, NULL) / (double)qm_tree_cpus(cpus));
}

/* What decides a time: the processor, how many CPUs we may use, how fast they may go, and how
 * memory is mapped.  Left out is what may change without a change of speed, such as the
 * kernel's version or the load, and the build, for comparing builds is what files are for.
 */
static void hash_facts(const json_t *facts, char text[17])
{
	static const char *const counted[][2] = {
		{ "cpu", "vendor" },          { "cpu", "name" },
		{ "cpu", "family" },          { "cpu", "model" },
		{ "cpu", "variant" },         { "cpu", "stepping" },
		{ "cpu", "microcode" },       { "cpu", "vector_flags" },
		{ "cpu", "virtual" },         { "cpu", "caches" },
		{ "topology", "packages" },   { "topology", "cores" },
		{ "topology", "smt" },        { "topology", "numa_nodes" },
		{ "topology", "allowed_cpus" }, { "frequency", "driver" },
		{ "frequency", "governor" },  { "frequency", "preference" },
		{ "frequency", "boost" },     { "frequency", "no_turbo" },
		{ "frequency", "max_khz" },   { "memory", "huge_pages" },
		{ "system", "cpu_quota" },
	};
	uint64_t hash = 0xCBF29CE484222325; /* FNV-1a of 64 bits */

	for (size_t i = 0; i < COUNT(counted); i++) {
		const json_t *const part = json_object_get(facts, counted[i][0]);
		char *const value = json_dumps(json_object_get(part, counted[i][1]),
		                               JSON_COMPACT | JSON_ENCODE_ANY);

		for (const char *p = value ? value : "?"; *p; p++)
			hash = (hash ^ (unsigned char)*p) * 0x100000001B3;
		hash = (hash ^ '\n') * 0x100000001B3;
		free(value);
	}
	snprintf(text, 17, "%016" PRIx64, hash);
}

json_t *qm_fingerprint_json(const char *root)
{
	json_t *const object = json_object();
	json_t *const cpu = facts_json(root, cpu_facts, COUNT(cpu_facts));
	json_t *const topology = facts_json(root, topology_facts, COUNT(topology_facts));
	const char *const allowed = json_string_value(json_object_get(topology, "allowed"));
	char hash[17];

	json_object_set_new(object, "hash", json_null()); /* the first to be seen */
	json_object_set_new(cpu, "model", models_json(root));
	json_object_set_new(cpu, "caches", caches_json(root));
	add_flags(cpu, root);
	json_object_set_new(topology, "allowed_cpus",
	                    allowed ? json_integer((json_int_t)qm_tree_cpus(allowed))
	                            : json_null());
	count_cores(topology, root);
	json_object_set_new(object, "cpu", cpu);
	json_object_set_new(object, "topology", topology);
	json_object_set_new(object, "frequency",
	                    facts_json(root, frequency_facts, COUNT(frequency_facts)));
	json_object_set_new(object, "memory",
	                    facts_json(root, memory_facts, COUNT(memory_facts)));
	json_object_set_new(object, "system",
	                    facts_json(root, system_facts, COUNT(system_facts)));
	json_object_set_new(json_object_get(object, "system"), "steal_share",
	                    steal_json(root));
	json_object_set_new(object, "build", qm_build_json());
	hash_facts(object, hash);
	json_object_set_new(object, "hash", json_string(hash));
	return object;
}

void qm_fingerprint_hash(const char *root, char text[17])
{
	json_t *const facts = qm_fingerprint_json(root);

	snprintf(text, 17, "%s", json_string_value(json_object_get(facts, "hash")));
	json_decref(facts);
}
