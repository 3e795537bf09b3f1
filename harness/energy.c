/* energy.c - windows over the meters of a device.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness/energy.h"
#include "harness/meter.h"

const struct qm_energy_place qm_energy_here = { "", "libnvidia-ml.so.1" };

struct qm_meters {
	struct qm_meter meter[QM_METERS];
	size_t count;
	char root[512], why[600];
	double idle_watts;
	/* The window that is open: counters at its begin, joules so far of those that show
	 * watts, and their last reading.
	 */
	double start[QM_METERS], sum[QM_METERS], last[QM_METERS];
	double began, ticked;
	bool broken;
	char trouble[400];
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* The first kind that offers any; reasons of those before it do not matter then. */
static void find_cpu(struct qm_meters *m)
{
	static size_t (*const kinds[])(const char *, struct qm_meter *, size_t,
	                               struct qm_text *) = {
		qm_powercap_find,
		qm_perf_find,
		qm_hwmon_find,
	};
	struct qm_text why = { m->why, sizeof m->why, 0 };

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0] && m->count == 0; i++) {
		if (why.used)
			qm_text_add(&why, "; ");
		m->count = kinds[i](m->root, m->meter, QM_METERS, &why);
	}
	if (m->count)
		m->why[0] = '\0';
}

struct qm_meters *qm_meters_open(const struct qm_energy_place *place,
                                 const struct qm_device_info *device)
{
	struct qm_meters *const m = calloc(1, sizeof *m);

	if (!m)
		return NULL;

	struct qm_text why = { m->why, sizeof m->why, 0 };

	snprintf(m->root, sizeof m->root, "%s", place->root);
	if (device->is_cpu)
		find_cpu(m);
	else if (qm_contains(device->driver, "nvidia") ||
	         qm_contains(device->name, "nvidia"))
		m->count = qm_nvml_find(place->nvml, device->name, m->meter, &why);
	else
		qm_text_add(&why,
		            "of this device no meter is known: only NVIDIA's are, and "
		            "those of processors");
	return m;
}

void qm_meters_close(struct qm_meters *m)
{
	for (size_t i = 0; m && i < m->count; i++)
		qm_meter_close(&m->meter[i]);
	free(m);
}

const char *qm_meters_why(const struct qm_meters *m)
{
	return m->why;
}

/* A meter that fails within a window spoils this window, and no other. */
static bool read_meter(struct qm_meters *m, size_t i, double *x)
{
	if (qm_meter_read(&m->meter[i], m->root, x))
		return true;
	if (!m->broken)
		snprintf(m->trouble, sizeof m->trouble, "%s %s: %s", m->meter[i].source,
		         m->meter[i].domain,
		         errno == EINVAL ? "what it says is not a number"
		                         : strerror(errno));
	m->broken = true;
	return false;
}

static void begin(struct qm_meters *m)
{
	m->broken = false;
	for (size_t i = 0; i < m->count; i++) {
		m->sum[i] = 0;
		read_meter(m, i, &m->start[i]);
		m->last[i] = m->start[i];
	}
	m->began = m->ticked = now();
}

/* Trapezoids between readings of power. */
static void add_power(struct qm_meters *m, double time)
{
	for (size_t i = 0; i < m->count; i++) {
		double watts;

		if (!m->meter[i].shows_watts || !read_meter(m, i, &watts))
			continue;
		m->sum[i] += (watts + m->last[i]) / 2 * (time - m->ticked);
		m->last[i] = watts;
	}
	m->ticked = time;
}

static void tick(struct qm_meters *m)
{
	const double time = now();

	if (time - m->ticked >= 0.1)
		add_power(m, time);
}

/* Counters are read first, so that the window's end is theirs. */
static double window_joules(struct qm_meters *m, double *seconds)
{
	double total = 0, end;

	for (size_t i = 0; i < m->count; i++) {
		if (m->meter[i].shows_watts || !read_meter(m, i, &end))
			continue;
		if (end < m->start[i] && m->meter[i].range > 0)
			end += m->meter[i].range;
		if (end < m->start[i]) {
			snprintf(m->trouble, sizeof m->trouble, "%s %s went backwards",
			         m->meter[i].source, m->meter[i].domain);
			m->broken = true;
		}
		total += end - m->start[i];
	}

	const double time = now();

	add_power(m, time);
	*seconds = time - m->began;
	for (size_t i = 0; i < m->count; i++)
		total += m->meter[i].shows_watts ? m->sum[i] : 0;
	return total;
}

static void name_domains(const struct qm_meters *m, struct qm_energy *e)
{
	struct qm_text text = { e->domains, sizeof e->domains, 0 };

	e->domains[0] = '\0';
	for (size_t i = 0; i < m->count; i++)
		qm_text_add(&text, "%s%s", i ? " + " : "", m->meter[i].domain);
	snprintf(e->source, sizeof e->source, "%s", m->count ? m->meter[0].source : "");
}

static void end(struct qm_meters *m, struct qm_energy *e)
{
	e->asked = true;
	name_domains(m, e);
	e->joules = window_joules(m, &e->seconds);
	e->idle_watts = m->idle_watts;
	e->measured = m->count > 0 && !m->broken && e->joules > 0;
	if (!e->measured)
		snprintf(e->reason, sizeof e->reason, "%s",
		         m->count == 0 ? m->why
		         : m->broken   ? m->trouble
		                       : "its meters did not move");
}

void qm_meters_idle(struct qm_meters *m, double seconds)
{
	const double step = 0.1;
	struct qm_energy e = { 0 };

	if (m->count == 0)
		return;
	begin(m);
	for (double left = seconds; left > 0; left -= step) {
		const struct timespec nap = { 0,
			                      (long)((left < step ? left : step) * 1e9) };

		nanosleep(&nap, NULL);
		tick(m);
	}
	end(m, &e);
	m->idle_watts = e.measured && e.seconds > 0 ? e.joules / e.seconds : 0;
}

void qm_energy_window(struct qm_meters *m, bool (*run)(void *arg), void *arg,
                      struct qm_energy *e)
{
	/* Counters move every millisecond: 0.1 % of it. */
	const double least = 1;
	bool running = m->count > 0;

	*e = (struct qm_energy){ .products = 0 };
	begin(m);
	while (running && now() - m->began < least) {
		running = run(arg);
		e->products += running;
		tick(m);
	}
	end(m, e);
	if (e->measured && !running) {
		e->measured = false;
		snprintf(e->reason, sizeof e->reason,
		         "the row ended before its window did");
	}
}

double qm_energy_gross(const struct qm_energy *e)
{
	return e->products ? e->joules / (double)e->products : 0;
}

double qm_energy_net(const struct qm_energy *e)
{
	const double net = e->joules - e->idle_watts * e->seconds;

	return e->products && net > 0 ? net / (double)e->products : 0;
}
