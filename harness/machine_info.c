/* machine_info.c - the machine that the numbers belong to.
 *
 * What cannot be read is left empty or 0: a container may hide any of it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <hwloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "harness/backends.h"
#include "harness/machine_info.h"

/* 2026-01-31T12:00:00+01:00: strftime's zone has no colon. */
static void write_date(char *text, size_t size)
{
	const time_t now = time(NULL);
	struct tm local;
	char zone[8] = "", stamp[24] = "";

	localtime_r(&now, &local);
	strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%S", &local);
	strftime(zone, sizeof zone, "%z", &local);
	snprintf(text, size, "%s%.3s:%s", stamp, zone,
	         strlen(zone) == 5 ? zone + 3 : "00");
}

static void name_system(struct qm_machine *m)
{
	struct utsname name;

	if (uname(&name) != 0)
		return;
	snprintf(m->host, sizeof m->host, "%s", name.nodename);
	snprintf(m->kernel, sizeof m->kernel, "%s %s", name.sysname, name.release);
	snprintf(m->arch, sizeof m->arch, "%s", name.machine);
}

/* The backend that shares the host's cores knows what they are called. */
static void name_cpu(struct qm_machine *m)
{
	for (size_t i = 0; i < qm_backend_count; i++)
		for (size_t j = 0; j < qm_backends[i]->device_count(NULL); j++) {
			struct qm_device_info info;

			if (qm_backends[i]->describe(j, &info, NULL) && info.is_cpu) {
				snprintf(m->cpu, sizeof m->cpu, "%s", info.name);
				return;
			}
		}
}

/* The first number in a file under /sys, 0 if there is none. */
static double read_number(const char *path)
{
	FILE *const f = fopen(path, "r");
	double x = 0;

	if (!f)
		return 0;
	if (fscanf(f, "%lf", &x) != 1)
		x = 0;
	fclose(f);
	return x;
}

static unsigned find_mhz(void)
{
	const double khz =
		read_number("/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq");
	FILE *const f = khz > 0 ? NULL : fopen("/proc/cpuinfo", "r");
	char line[512];
	double mhz = khz / 1000;

	while (f && mhz == 0 && fgets(line, sizeof line, f))
		if (strncmp(line, "cpu MHz", 7) == 0 && strchr(line, ':'))
			mhz = strtod(strchr(line, ':') + 1, NULL);
	if (f)
		fclose(f);
	return mhz > 0 && mhz < 1e6 ? (unsigned)(mhz + 0.5) : 0;
}

/* As Google Benchmark judges it: any governor but "performance". */
static bool find_scaling(size_t cpus)
{
	for (size_t i = 0; i < cpus; i++) {
		char path[96], governor[32] = "";

		snprintf(path, sizeof path,
		         "/sys/devices/system/cpu/cpu%zu/cpufreq/scaling_governor", i);

		FILE *const f = fopen(path, "r");

		if (!f)
			continue;

		const bool read = fgets(governor, sizeof governor, f);

		fclose(f);
		if (read && strncmp(governor, "performance", 11) != 0)
			return true;
	}
	return false;
}

static void add_cache(struct qm_machine *m, hwloc_obj_t cache)
{
	static const char *const types[] = {
		[HWLOC_OBJ_CACHE_UNIFIED] = "Unified",
		[HWLOC_OBJ_CACHE_DATA] = "Data",
		[HWLOC_OBJ_CACHE_INSTRUCTION] = "Instruction",
	};
	const struct qm_cache_info new = {
		.type = types[cache->attr->cache.type],
		.level = cache->attr->cache.depth,
		.size = (size_t)cache->attr->cache.size,
		.sharing = (size_t)hwloc_bitmap_weight(cache->cpuset),
	};

	for (size_t i = 0; i < m->cache_count; i++) {
		const struct qm_cache_info *const old = &m->cache[i];

		if (old->type == new.type && old->level == new.level &&
		    old->size == new.size && old->sharing == new.sharing)
			return;
	}
	if (m->cache_count < QM_CACHES_MAX)
		m->cache[m->cache_count++] = new;
}

static void find_caches(struct qm_machine *m, hwloc_topology_t topology)
{
	static const hwloc_obj_type_t kinds[] = {
		HWLOC_OBJ_L1CACHE, HWLOC_OBJ_L1ICACHE, HWLOC_OBJ_L2CACHE,
		HWLOC_OBJ_L3CACHE, HWLOC_OBJ_L4CACHE,
	};

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		hwloc_obj_t cache = NULL;

		while ((cache = hwloc_get_next_obj_by_type(topology, kinds[i], cache)))
			add_cache(m, cache);
	}
}

static size_t count_of(hwloc_topology_t topology, hwloc_obj_type_t type)
{
	const int count = hwloc_get_nbobjs_by_type(topology, type);

	return count > 0 ? (size_t)count : 0;
}

/* From the C library: the sums of the NUMA nodes leave out memory that a virtual machine
 * was given later.  0: unknown.
 */
static uint64_t physical_memory(void)
{
	const long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);

	return pages > 0 && page > 0 ? (uint64_t)pages * (uint64_t)page : 0;
}

static void find_topology(struct qm_machine *m)
{
	hwloc_topology_t topology;
	hwloc_bitmap_t allowed = hwloc_bitmap_alloc();

	if (!allowed || hwloc_topology_init(&topology) != 0) {
		hwloc_bitmap_free(allowed);
		return;
	}
	hwloc_topology_set_icache_types_filter(topology, HWLOC_TYPE_FILTER_KEEP_ALL);
	if (hwloc_topology_load(topology) == 0) {
		m->packages = count_of(topology, HWLOC_OBJ_PACKAGE);
		m->cores = count_of(topology, HWLOC_OBJ_CORE);
		m->numa_nodes = count_of(topology, HWLOC_OBJ_NUMANODE);
		m->allowed = count_of(topology, HWLOC_OBJ_PU);
		m->memory = physical_memory();
		if (hwloc_get_cpubind(topology, allowed, HWLOC_CPUBIND_PROCESS) == 0)
			m->allowed = (size_t)hwloc_bitmap_weight(allowed);
		find_caches(m, topology);
	}
	hwloc_topology_destroy(topology);
	hwloc_bitmap_free(allowed);
}

void qm_machine_gather(struct qm_machine *m)
{
	const long online = sysconf(_SC_NPROCESSORS_ONLN);

	memset(m, 0, sizeof *m);
	write_date(m->date, sizeof m->date);
	name_system(m);
	name_cpu(m);
	find_topology(m);
	m->threads = online > 0 ? (size_t)online : m->allowed;
	m->mhz = find_mhz();
	m->scaling = find_scaling(m->threads);

	const int loads = getloadavg(m->load, 3);

	m->load_count = loads > 0 ? (size_t)loads : 0;
}
