/* opencl_timer.c - event times that drivers have been seen to report, and what we make
 * of them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <string.h>

#include "opencl/cl.h"
#include "opencl/timer.h"

static const struct {
	const char *what;
	uint64_t start, end;
	double wall;
	bool believed, impossible;
} cases[] = {
	{ "an honest event", 1000, 2001000, 2.1e-3, true, false },
	{ "a little longer than wall: clocks differ", 0, 1030000, 1e-3, true, false },
	{ "a short kernel after a long launch", 5, 2005, 50e-6, true, false },
	{ "a step of a coarse clock", 0, 20000, 4e-6, false, false },
	{ "less than a step of it", 7, 7, 4e-6, false, false },
	{ "zero", 7, 7, 2e-3, false, true },
	{ "no clock at all", 0, 0, 2e-3, false, true },
	{ "end ahead of start", 2000, 1000, 2e-3, false, true },
	{ "microseconds for milliseconds", 1000, 9000, 8e-3, false, false },
	{ "longer than wall", 0, 3000000, 2e-3, false, true },
	{ "since 1970", 0, 1700000000000000000, 2e-3, false, true },
};

int main(void)
{
	int failures = 0;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const struct qm_timing t =
			qm_cl_timing(cases[i].start, cases[i].end, cases[i].wall);
		const bool believed = strcmp(t.timer, "event") == 0;
		const bool sound = t.wall >= cases[i].wall && t.wall <= cases[i].wall &&
		                   t.seconds > 0 && t.seconds <= t.wall * 1.05 &&
		                   (believed || strncmp(t.timer, "wall (event rejected: ", 22) == 0);

		const bool impossible =
			qm_cl_impossible(cases[i].start, cases[i].end, cases[i].wall);

		if (believed == cases[i].believed && impossible == cases[i].impossible && sound)
			continue;
		printf("opencl_timer: %s: %s, %g s\n", cases[i].what, t.timer, t.seconds);
		failures++;
	}
	if (strcmp(qm_cl_error(CL_OUT_OF_RESOURCES).text, "CL_OUT_OF_RESOURCES") != 0 ||
	    strcmp(qm_cl_error(-9999).text, "CL error -9999") != 0) {
		printf("opencl_timer: errors have the wrong names\n");
		failures++;
	}
	return failures != 0;
}
