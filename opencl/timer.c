/* timer.c - events against the wall clock.
 *
 * Drivers report zeros, ends ahead of starts, and microseconds for milliseconds.  Wall
 * time is always true but includes the launch, so a short event beside a short wall time
 * is believed: below a millisecond launches are a large part of it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <time.h>

#include "opencl/timer.h"

double qm_cl_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static const char *why_not(uint64_t start, uint64_t end, double wall)
{
	const double seconds = 1e-9 * (double)(end - start);

	if (end < start)
		return "wall (event rejected: ends before it starts)";
	if (end == start)
		return "wall (event rejected: zero)";
	if (seconds > wall * 1.05)
		return "wall (event rejected: longer than wall time)";
	if (wall > 1e-3 && seconds < wall / 4)
		return "wall (event rejected: under a quarter of wall time)";
	return NULL;
}

struct qm_timing qm_cl_timing(uint64_t start, uint64_t end, double wall)
{
	const char *const rejected = why_not(start, end, wall);

	if (rejected)
		return (struct qm_timing){ .seconds = wall, .wall = wall, .timer = rejected };
	return (struct qm_timing){
		.seconds = 1e-9 * (double)(end - start),
		.wall = wall,
		.timer = "event",
	};
}

bool qm_cl_impossible(uint64_t start, uint64_t end, double wall)
{
	const double coarse = 20e-6; /* the steps of some GPUs' clocks are microseconds */

	return end < start || (end == start && wall > 1e-3) ||
	       1e-9 * (double)(end - start) > wall * 1.05 + coarse;
}
