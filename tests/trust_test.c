/* trust_test.c - each kind of evidence lowers the label, and what is gathered is what was.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/doctor.h"
#include "harness/result.h"
#include "tests/expect.h"
#include "tests/fake_tree.h"

static char root[256];

static const struct {
	struct qm_trust_facts facts;
	char label;
	const char *why;
} cases[] = {
	{ { 9, 0.005, 0.01, 0, 5, -1, false }, 'A', "interval +-0.5 %" },
	{ { 9, 0.005, -1, -1, -1, -1, false }, 'A', "interval +-0.5 %" },
	{ { 9, 0.02, 0.01, 0, 5, -1, false }, 'B', "interval +-2.0 %" },
	{ { 9, 0.09, 0.01, 0, 5, -1, false }, 'C', "interval +-9.0 %" },
	{ { 9, 0.4, 0.01, 0, 5, -1, false }, 'D', "interval +-40.0 %" },
	{ { 9, 0.005, 0.03, 0, 5, -1, false }, 'B', "frequency spread 3.0 %" },
	{ { 9, 0.005, 0.2, 0, 5, -1, false }, 'D', "frequency spread 20.0 %" },
	{ { 9, 0.005, 0.01, 0.005, 5, -1, false }, 'B', "0.5 % of the CPU time stolen" },
	{ { 9, 0.005, 0.01, 0.2, 5, -1, false }, 'D', "20.0 % of the CPU time stolen" },
	{ { 9, 0.005, 0.01, 0, 60, -1, false }, 'B', "60 involuntary context switches" },
	{ { 9, 0.005, 0.01, 0, 900, -1, false },
	  'D',
	  "900 involuntary context switches" },
	{ { 9, 0.005, -1, 0, 5, 2, false }, 'B', "wall time 2.0 times event time" },
	{ { 9, 0.005, -1, 0, 5, -1, true }, 'C', "the device's own times were rejected" },
	{ { 5, 0.005, 0.01, 0, 5, -1, false }, 'C', "too few samples" },
	{ { 2, 0.005, 0.01, 0, 5, -1, false }, 'D', "too few samples" },
	/* All of the worst are named, and nothing else. */
	{ { 9, 0.05, 0.1, 0.005, 5, -1, false },
	  'C',
	  "interval +-5.0 %, frequency spread 10.0 %" },
};

static void check_labels(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct qm_trust t = { .facts = cases[i].facts };

		qm_trust_judge(&t);
		expect(t.label == cases[i].label && strstr(t.why, cases[i].why),
		       cases[i].why);
	}
}

static void check_tally(void)
{
	struct qm_trust_tally tally = { 0 };

	for (size_t i = 4; i < 10; i++) {
		struct qm_trust t = { .facts = cases[i].facts };

		qm_trust_judge(&t);
		if (t.label == 'D')
			qm_trust_count(&tally, &t);
	}
	expect(tally.rows == 3 && strcmp(qm_trust_main(&tally), "interval") == 0,
	       "the first of three that are alike");
}

static void steal(unsigned ticks)
{
	char text[128];

	snprintf(text, sizeof text, "cpu  1 2 3 4 5 6 7 %u 0 0\ncpu0 1 2 3 4 5 6 7 8\n",
	         ticks);
	fake_tree_put(root, "/proc/stat", text);
}

/* A row's account holds what happened while it was open, and nothing of its neighbour's. */
static void check_watch(void)
{
	static struct qm_evidence one, other;
	const double tick = 1 / (double)sysconf(_SC_CLK_TCK);
	struct qm_watch w;

	steal(100);
	qm_watch_start(&w, root);
	qm_watch_row(&w, &one, true);
	steal(107);
	qm_watch_row(&w, &other, true);
	steal(150);
	qm_watch_row(&w, &one, true);
	steal(151);
	for (int i = 0; i < 3; i++) {
		usleep(6000);
		qm_watch_row(&w, &one, true);
	}
	qm_watch_row(&w, NULL, false);
	expect(one.steal_known && fabs(one.steal - 8 * tick) < 1e-9,
	       "8 ticks in two turns");
	expect(fabs(other.steal - 43 * tick) < 1e-9, "43 ticks in the other's");
	expect(one.seconds >= 0.018 && one.seconds < 10, "its seconds");
	expect(one.probes >= 2 && one.mhz[0] > 50 && one.mhz[0] < 20000, "a clock rate");
	expect(one.voluntary >= 3, "its naps are context switches");
}

static void check_frequency(void)
{
	static struct qm_evidence e;

	for (size_t i = 0; i < 100; i++)
		e.mhz[e.probes++] = 1000 + (double)(i * 37 % 100);
	e.mhz[3] = 5; /* an interrupt fell into it */

	const struct qm_frequency f = qm_evidence_frequency(&e);

	expect(f.median > 1040 && f.median < 1060 && f.low > 1000 && f.high < 1097,
	       "ends are left out");
	expect(qm_evidence_frequency(&(struct qm_evidence){ .probes = 0 }).median == 0,
	       "unknown");
}

static void check_gather(void)
{
	struct qm_result row = { .threads = 2,
		                 .sample_count = 9,
		                 .wall = 2.2,
		                 .timer = "event",
		                 .time = { .low = 0.9, .median = 1, .high = 1.3 } };
	const double cpus = (double)sysconf(_SC_NPROCESSORS_ONLN);
	const double tick = 1 / (double)sysconf(_SC_CLK_TCK);
	const struct qm_evidence e = {
		.seconds = 10, .steal_known = true, .steal = 5 * tick, .involuntary = 40
	};
	struct qm_trust t = { 0 };

	qm_trust_gather(&t, &row, &e);
	expect(fabs(t.facts.interval - 0.2) < 1e-12, "half of the interval");
	expect(t.facts.drift < 0 && t.mhz.median == 0, "no clock rate, no drift");
	expect(fabs(t.facts.steal - 4 * tick / (10 * cpus)) < 1e-12,
	       "steal, less a tick");
	expect(fabs(t.facts.involuntary - 2) < 1e-12, "switches of a thread and second");
	expect(fabs(t.facts.event_wall - 2.2) < 1e-12 && !t.facts.event_rejected,
	       "wall by event");
	strcpy(row.timer, "wall (event rejected: zero)");
	qm_trust_gather(&t, &row, &e);
	expect(t.facts.event_wall < 0 && t.facts.event_rejected, "a rejected event");
}

static bool finds(const char *finding, const char *command)
{
	struct qm_section s;
	size_t i;
	json_t *row;
	bool found = false;

	qm_section_doctor(&s, root);
	json_array_foreach(s.json, i, row) found |=
		strcmp(json_string_value(json_object_get(row, "finding")), finding) ==
			0 &&
		strstr(json_string_value(json_object_get(row, "command")), command);
	qm_section_free(&s);
	return found;
}

static void check_doctor(void)
{
	static const struct {
		const char *path, *bad, *good, *finding, *command;
	} settings[] = {
		{ "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave\n",
		  "performance\n", "frequency governor", "cpupower" },
		{ "/sys/devices/system/cpu/cpufreq/boost", "1\n", "0\n", "boost",
		  "echo 0" },
		{ "/sys/devices/system/cpu/smt/control", "on\n", "notsupported\n",
		  "two threads on a core", "smt/control" },
		{ "/sys/kernel/mm/transparent_hugepage/enabled",
		  "always madvise [never]\n", "always [madvise] never\n",
		  "transparent huge pages", "echo madvise" },
		{ "/sys/fs/cgroup/cpu.max", "50000 100000\n", "max 100000\n", "CPU quota",
		  "docker" },
		{ "/proc/loadavg", "3.0 1 1 1/1 1\n", "0.1 1 1 1/1 1\n", "other work",
		  "top" },
		{ "/proc/cpuinfo", "flags\t: fpu hypervisor avx\n", "flags\t: fpu avx\n",
		  "virtual machine", "qmark ab" },
		{ "/proc/self/status", "Cpus_allowed_list:\t0-1\n",
		  "Cpus_allowed_list:\t0-3\n", "CPUs withheld", "taskset -c 0-3" },
	};

	fake_tree_put(root, "/sys/devices/system/cpu/online", "0-3\n");
	for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
		fake_tree_put(root, settings[i].path, settings[i].bad);
		expect(finds(settings[i].finding, settings[i].command),
		       settings[i].finding);
		fake_tree_put(root, settings[i].path, settings[i].good);
		expect(!finds(settings[i].finding, ""), settings[i].good);
	}
	expect(finds("energy", "modprobe"), "energy cannot be read");
	steal(100000);
	fake_tree_put(root, "/proc/uptime", "5000.0 1.0\n");
	expect(finds("stolen time", ""), "stolen time");
}

int main(void)
{
	if (!fake_tree_make(root, sizeof root))
		return 2;
	check_labels();
	check_tally();
	check_watch();
	check_frequency();
	check_gather();
	check_doctor();
	fake_tree_remove(root);
	return expect_end();
}
