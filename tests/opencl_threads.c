/* opencl_threads.c - each thread of PoCL has a CPU of its own, unless the user said no.
 *
 *     opencl_threads       threads are bound, each to another CPU
 *     opencl_threads free  of a user who set POCL_AFFINITY=0: none is
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <dirent.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "opencl/device.h"
#include "opencl/opencl.h"

enum { SKIP = 77 };

/* Threads of this process that may run on one CPU only; `cpus`: which these are. */
static unsigned bound_threads(cpu_set_t *cpus)
{
	DIR *const folder = opendir("/proc/self/task");
	unsigned count = 0;

	CPU_ZERO(cpus);
	for (const struct dirent *e; folder && (e = readdir(folder));) {
		const pid_t thread = (pid_t)atoi(e->d_name);
		cpu_set_t set;

		if (thread <= 0 || sched_getaffinity(thread, sizeof set, &set) != 0 ||
		    CPU_COUNT(&set) != 1)
			continue;
		CPU_OR(cpus, cpus, &set);
		count++;
	}
	if (folder)
		closedir(folder);
	return count;
}

int main(int count, char **arguments)
{
	const bool is_free = count > 1 && strcmp(arguments[1], "free") == 0;
	struct qm_err err = { QM_OK, "" };
	struct qm_cl_facts facts;
	cl_device_id id;
	cpu_set_t cpus;
	unsigned bound;

	unsetenv("POCL_AFFINITY");
	if (is_free)
		setenv("POCL_AFFINITY", "0", 1);
	sched_getaffinity(0, sizeof cpus, &cpus);
	if (CPU_COUNT(&cpus) < 2 || CPU_COUNT(&cpus) != sysconf(_SC_NPROCESSORS_ONLN)) {
		printf("opencl_threads: not all CPUs are ours, or there is one\n");
		return SKIP;
	}
	if (!qm_cl_find(0, &id, &facts, &err) || strncmp(facts.name, "pthread", 7) != 0) {
		printf("opencl_threads: no PoCL: %s\n", err.text);
		return SKIP;
	}
	bound = bound_threads(&cpus);
	printf("%u units, %u threads are bound, to %d CPUs\n", facts.units, bound,
	       CPU_COUNT(&cpus));
	if (is_free)
		return bound != 0;
	return bound != facts.units || (unsigned)CPU_COUNT(&cpus) != facts.units;
}
