/* doctor.c - what makes the numbers of this machine unreliable, and what mends it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/context_json.h"
#include "harness/doctor.h"
#include "harness/energy.h"
#include "harness/machine_info.h"
#include "harness/text.h"
#include "harness/tree.h"
#include "harness/watch.h"

#define CPU "/sys/devices/system/cpu/"
#define SUDO_WRITE(word, path) "echo " word " | sudo tee " path

static const struct qm_column columns[] = {
	{ "finding", false, 0 },
	{ "now", false, 0 },
	{ "why it matters", false, 1 },
	{ "what mends it", false, 0 },
};

/* A setting that stands in one file; what is not there does not matter. */
static const struct setting {
	const char *path, *fine; /* patterns, '|' between them */
	const char *finding, *why, *command;
} settings[] = {
	{ CPU "cpu0/cpufreq/scaling_governor", "performance", "frequency governor",
	  "the clock follows the load, and short rows see it rise",
	  "sudo cpupower frequency-set -g performance" },
	{ CPU "cpu0/cpufreq/energy_performance_preference", "performance",
	  "energy preference", "the processor saves power at the price of its clock",
	  SUDO_WRITE("performance", CPU "cpu*/cpufreq/energy_performance_preference") },
	{ CPU "cpufreq/boost", "0", "boost",
	  "the clock depends on heat and on the neighbours",
	  SUDO_WRITE("0", CPU "cpufreq/boost") },
	{ CPU "intel_pstate/no_turbo", "1", "turbo off",
	  "the clock depends on heat and on the neighbours",
	  SUDO_WRITE("1", CPU "intel_pstate/no_turbo") },
	{ CPU "smt/control", "off|forceoff|notsupported|notimplemented",
	  "two threads on a core", "what runs beside a thread takes half of its core",
	  SUDO_WRITE("off", CPU "smt/control") },
	{ CPU "cpu0/thermal_throttle/package_throttle_count", "0", "throttled by heat",
	  "so often since the start", "let it cool down, and mind its fans: sensors" },
	{ "/sys/firmware/acpi/platform_profile", "performance", "platform profile",
	  "the firmware limits the power", "powerprofilesctl set performance" },
	{ "/sys/kernel/mm/transparent_hugepage/enabled", "*[[]always[]]*|*[[]madvise[]]*",
	  "transparent huge pages", "operands in small pages miss the TLB",
	  SUDO_WRITE("madvise", "/sys/kernel/mm/transparent_hugepage/enabled") },
	{ "/proc/sys/kernel/randomize_va_space", "0", "random addresses",
	  "operands meet the caches otherwise in each run", "setarch -R qmark run ..." },
	{ "/proc/sys/kernel/numa_balancing", "0", "NUMA balancing",
	  "the kernel unmaps pages to see who touches them",
	  "sudo sysctl kernel.numa_balancing=0" },
	{ "/sys/fs/cgroup/cpu.max", "max*", "CPU quota",
	  "when it is used up, threads stop in the middle of a product",
	  "systemctl set-property UNIT CPUQuota=, or docker update --cpus=0 CONTAINER" },
	{ "/sys/devices/system/clocksource/clocksource0/current_clocksource",
	  "tsc|kvm-clock|arch_sys_counter", "clock source",
	  "reading the time takes a microsecond",
	  SUDO_WRITE("tsc", "/sys/devices/system/clocksource/clocksource0/"
	                    "current_clocksource") },
	{ "/sys/class/power_supply/AC/online", "1", "mains power",
	  "on its battery a laptop lowers its clock", "plug it in" },
};

static void add(struct qm_section *s, const char *finding, const char *now,
                const char *why, const char *command)
{
	const char *const cell[] = { finding, now, why, command };

	qm_grid_row(&s->grid, cell);
	json_array_append_new(
		s->json, json_pack("{s:o, s:o, s:o, s:o}", "finding",
	                           qm_json_text(finding), "now", qm_json_text(now), "why",
	                           qm_json_text(why), "command", qm_json_text(command)));
}

static bool is_fine(const char *patterns, const char *text)
{
	char copy[200], *rest = copy;
	const char *pattern;

	snprintf(copy, sizeof copy, "%s", patterns);
	while ((pattern = strsep(&rest, "|")))
		if (fnmatch(pattern, text, 0) == 0)
			return true;
	return false;
}

static void add_settings(struct qm_section *s, const char *root)
{
	for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
		const struct setting *const x = &settings[i];
		char text[200];

		if (qm_tree_text(root, x->path, text, sizeof text) && *text &&
		    !is_fine(x->fine, text))
			add(s, x->finding, text, x->why, x->command);
	}
}

/* What others do to the processor: hypervisors, and programs. */
static void add_neighbours(struct qm_section *s, const char *root)
{
	char flags[8192], text[200], cpus[64];
	double stolen, up, load;

	if (!qm_tree_text(root, "/proc/uptime", text, sizeof text))
		*text = '\0';
	up = strtod(text, NULL);
	qm_tree_text(root, CPU "online", cpus, sizeof cpus);

	const double count = (double)qm_tree_cpus(cpus);

	if (qm_tree_field(root, "/proc/cpuinfo", "flags", flags, sizeof flags) &&
	    strstr(flags, " hypervisor"))
		add(s, "virtual machine", "yes",
		    "neighbours share caches, memory and power, and nobody sees them",
		    "measure on the bare machine; else trust pairs: qmark ab BASE NEW");
	if (qm_steal_seconds(root, &stolen) && up * count > 0 &&
	    stolen / (up * count) > 0.001) {
		snprintf(text, sizeof text, "%.1f %% since the start",
		         stolen / (up * count) * 100);
		add(s, "stolen time", text, "the hypervisor gives the CPU to others",
		    "a machine with CPUs of its own; else: qmark run --repetitions 30");
	}
	if (qm_tree_text(root, "/proc/loadavg", text, sizeof text) &&
	    (load = strtod(text, NULL)) > 0.1 * count) {
		snprintf(text, sizeof text, "load %.2f on %.0f CPUs", load, count);
		add(s, "other work", text, "it takes cores, caches and memory bandwidth",
		    "find and stop it: top -o %CPU");
	}
}

/* CPUs that are there but not for us. */
static void add_cpuset(struct qm_section *s, const char *root)
{
	char online[200], allowed[200], text[64], command[300];

	if (!qm_tree_text(root, CPU "online", online, sizeof online) ||
	    !qm_tree_field(root, "/proc/self/status", "Cpus_allowed_list", allowed,
	                   sizeof allowed) ||
	    qm_tree_cpus(allowed) >= qm_tree_cpus(online))
		return;
	snprintf(text, sizeof text, "%zu of %zu CPUs", qm_tree_cpus(allowed),
	         qm_tree_cpus(online));
	snprintf(command, sizeof command, "taskset -c %s qmark run ...", online);
	add(s, "CPUs withheld", text, "others may run on them and share the caches",
	    command);
}

static void add_build(struct qm_section *s)
{
	if (strcmp(qm_build.type, "Release") != 0)
		add(s, "build type of qmark", *qm_build.type ? qm_build.type : "none",
		    "what is not optimised is not what users run",
		    "cmake -B build -DCMAKE_BUILD_TYPE=Release && cmake --build build");
	if (qm_build.dirty)
		add(s, "changes without a commit", "yes",
		    "nobody can build again what was measured", "git commit");
}

static void add_energy(struct qm_section *s, const char *root)
{
	const struct qm_energy_place place = { root, qm_energy_here.nvml };
	const struct qm_device_info cpu = { .is_cpu = true };
	struct qm_meters *const m = qm_meters_open(&place, &cpu);

	if (m && *qm_meters_why(m))
		add(s, "energy", "cannot be read", "rows have only what a model says",
		    qm_meters_why(m));
	qm_meters_close(m);
}

void qm_section_doctor(struct qm_section *s, const char *root)
{
	qm_section_start(s, "unreliable", columns, 4);
	add_settings(s, root);
	add_neighbours(s, root);
	add_cpuset(s, root);
	add_build(s);
	add_energy(s, root);
}
