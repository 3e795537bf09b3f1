/* placement.c - PoCL's threads, each on a CPU of its own.
 *
 * Left to the system, two of them may sleep and wake on one CPU for the whole of a run, while
 * the other is idle: products of milliseconds then take twice their time, or not, from one
 * process to the next.  PoCL binds its threads if POCL_AFFINITY says so: thread i to CPU i,
 * whatever this process is allowed; so only where that is every CPU.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#ifdef __linux__
#include <sched.h>
#include <unistd.h>
#endif

#include "opencl/device.h"

static bool all_are_ours(void)
{
#ifdef __linux__
	const long online = sysconf(_SC_NPROCESSORS_ONLN);
	cpu_set_t allowed;

	if (online < 1 || sched_getaffinity(0, sizeof allowed, &allowed) != 0)
		return false;
	for (long cpu = 0; cpu < online; cpu++)
		if (cpu >= CPU_SETSIZE || !CPU_ISSET((size_t)cpu, &allowed))
			return false;
	return true;
#else
	return false;
#endif
}

void qm_cl_bind_threads(void)
{
	if (all_are_ours())
		setenv("POCL_AFFINITY", "1", 0);
}
