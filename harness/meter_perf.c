/* meter_perf.c - RAPL through perf events: the same counters, by another permission.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "harness/meter.h"
#include "harness/tree.h"

#define PMU "/sys/bus/event_source/devices/power"

/* One event on one CPU of each package. */
static bool open_event(struct qm_meter *m, uint64_t type, uint64_t config, int cpu)
{
	struct perf_event_attr attr;

	memset(&attr, 0, sizeof attr);
	attr.size = sizeof attr;
	attr.type = (uint32_t)type;
	attr.config = config;
	m->fd = (int)syscall(SYS_perf_event_open, &attr, -1, cpu, -1, PERF_FLAG_FD_CLOEXEC);
	return m->fd >= 0;
}

/* "event=0x02", and how many joules one count is. */
static bool describe_event(const char *root, const char *name, uint64_t *config, double *unit)
{
	char path[160], text[64], *end;

	snprintf(path, sizeof path, PMU "/events/%s", name);
	if (!qm_tree_text(root, path, text, sizeof text) || strncmp(text, "event=", 6) != 0)
		return false;
	*config = strtoull(text + 6, &end, 16);
	snprintf(path, sizeof path, PMU "/events/%s.scale", name);
	return end != text + 6 && !*end && qm_tree_number(root, path, unit);
}

static size_t open_everywhere(const char *root, const char *event, const char *domain,
                              uint64_t type, struct qm_meter *to, size_t room, int *reason)
{
	char mask[256];
	const char *at = mask;
	uint64_t config;
	double unit;
	size_t count = 0;

	if (!describe_event(root, event, &config, &unit) ||
	    !qm_tree_text(root, PMU "/cpumask", mask, sizeof mask))
		return 0;
	while (*at && count < room) {
		struct qm_meter m = { .source = "perf", .unit = unit };
		char *end;
		const long cpu = strtol(at, &end, 10);

		if (end == at)
			break;
		snprintf(m.domain, sizeof m.domain, "%s of cpu%ld", domain, cpu);
		if (!open_event(&m, type, config, (int)cpu)) {
			*reason = errno;
			break;
		}
		to[count++] = m;
		at = end + (*end == ',');
	}
	return count;
}

size_t qm_perf_find(const char *root, struct qm_meter *to, size_t room, struct qm_text *why)
{
	uint64_t type;
	int reason = 0;
	size_t count = 0;

	if (!qm_tree_whole(root, PMU "/type", &type)) {
		qm_text_add(why, "perf: no " PMU);
		return 0;
	}
	count = open_everywhere(root, "energy-pkg", "package", type, to, room, &reason);
	if (count)
		count += open_everywhere(root, "energy-ram", "memory", type, to + count,
		                         room - count, &reason);
	if (count == 0)
		qm_text_add(why, "perf: %s", reason ? strerror(reason) : "no event energy-pkg");
	if (reason == EACCES || reason == EPERM)
		qm_text_add(why, " (sudo sysctl kernel.perf_event_paranoid=0)");
	return count;
}
