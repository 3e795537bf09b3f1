/* trust.c - how far a row can be believed.
 *
 * Each kind of evidence has three limits; the worst label wins, and says why.  The limits:
 * an interval of 1 % is what a gate of 3 % needs, and 10 % is the width at which two formats
 * change places; frequency moves time one to one, so its limits are alike; a stolen or
 * preempted slice of some milliseconds shows in a median only if many samples meet one.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/result.h"

enum { INTERVAL, DRIFT, STEAL, SWITCHES, EVENT, KINDS };

static const struct {
	double a, b, c;   /* the most that each label bears */
	const char *text; /* takes `scale` times the value */
	double scale;
	const char *word;
} limits[KINDS] = {
	[INTERVAL] = { 0.01, 0.03, 0.10, "interval +-%.1f %%", 100, "interval" },
	[DRIFT] = { 0.02, 0.05, 0.15, "frequency spread %.1f %%", 100, "frequency" },
	[STEAL] = { 0.001, 0.01, 0.05, "%.1f %% of the CPU time stolen", 100,
	            "stolen time" },
	[SWITCHES] = { 20, 100, 500, "%.0f involuntary context switches a second", 1,
	               "context switches" },
	/* A launch lies outside the event: short kernels have a large share of it. */
	[EVENT] = { 1.5, 5, 50, "wall time %.1f times event time", 1, "launches" },
};

static char label_of(size_t kind, double x)
{
	return x <= limits[kind].a   ? 'A'
	       : x <= limits[kind].b ? 'B'
	       : x <= limits[kind].c ? 'C'
	                             : 'D';
}

/* Takes the label down, and keeps every reason for the lowest. */
static void lower(struct qm_trust *t, char label, const char *why)
{
	const size_t used = strlen(t->why);

	if (label > t->label) {
		t->label = label;
		snprintf(t->why, sizeof t->why, "%s", why);
	} else if (label == t->label) {
		snprintf(t->why + used, sizeof t->why - used, "%s%s", used ? ", " : "",
		         why);
	}
}

static double value_of(const struct qm_trust_facts *f, size_t kind)
{
	const double value[KINDS] = {
		[INTERVAL] = f->interval,    [DRIFT] = f->drift,      [STEAL] = f->steal,
		[SWITCHES] = f->involuntary, [EVENT] = f->event_wall,
	};

	return value[kind];
}

void qm_trust_judge(struct qm_trust *t)
{
	const struct qm_trust_facts *const f = &t->facts;

	t->label = 'A';
	t->why[0] = '\0';
	for (size_t kind = 0; kind < KINDS; kind++) {
		const double x = value_of(f, kind);
		char why[80];

		if (!(x >= 0))
			continue;
		snprintf(why, sizeof why, limits[kind].text, limits[kind].scale * x);
		lower(t, label_of(kind, x), why);
	}
	/* With fewer than six samples no interval covers the median with 95 %. */
	if (f->samples < 6)
		lower(t, f->samples < 3 ? 'D' : 'C', "too few samples for an interval");
	if (f->event_rejected)
		lower(t, 'C', "the device's own times were rejected");
}

void qm_trust_count(struct qm_trust_tally *tally, const struct qm_trust *trust)
{
	tally->rows++;
	for (size_t kind = 0; kind < KINDS; kind++) {
		const double x = value_of(&trust->facts, kind);

		tally->kind[kind] += x >= 0 && trust->label > 'A' &&
		                     label_of(kind, x) == trust->label;
	}
}

const char *qm_trust_main(const struct qm_trust_tally *tally)
{
	size_t most = 0;

	for (size_t kind = 1; kind < KINDS; kind++)
		if (tally->kind[kind] > tally->kind[most])
			most = kind;
	return tally->kind[most] ? limits[most].word : "";
}

static int ascending(const void *x, const void *y)
{
	const double a = *(const double *)x, b = *(const double *)y;

	return (a > b) - (a < b);
}

struct qm_frequency qm_evidence_frequency(const struct qm_evidence *e)
{
	struct qm_frequency f = { 0, 0, 0 };
	double sorted[QM_PROBES];
	const size_t n = e->probes, out = n / 20;

	if (n == 0)
		return f;
	memcpy(sorted, e->mhz, n * sizeof *sorted);
	qsort(sorted, n, sizeof *sorted, ascending);
	f.median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
	f.low = sorted[out];
	f.high = sorted[n - 1 - out];
	return f;
}

/* Ticks fall at random: one may be another row's. */
static double stolen(const struct qm_evidence *e)
{
	const double tick = 1 / (double)sysconf(_SC_CLK_TCK);
	const double there = e->seconds * (double)sysconf(_SC_NPROCESSORS_ONLN);

	if (!e->steal_known || !(there > 0))
		return -1;
	return e->steal > tick ? (e->steal - tick) / there : 0;
}

void qm_trust_gather(struct qm_trust *trust, const struct qm_result *row,
                     const struct qm_evidence *e)
{
	/* A device that has threads of its own may use every CPU. */
	const double threads = row->threads ? (double)row->threads
	                                    : (double)sysconf(_SC_NPROCESSORS_ONLN);
	const struct qm_summary *const t = &row->time;

	trust->mhz = qm_evidence_frequency(e);
	trust->facts = (struct qm_trust_facts){
		.samples = row->sample_count,
		.interval = (t->high - t->low) / 2 / t->median,
		.drift = trust->mhz.median > 0
		                 ? (trust->mhz.high - trust->mhz.low) / trust->mhz.median
		                 : -1,
		.steal = stolen(e),
		.involuntary = e->seconds > 0 ? e->involuntary / e->seconds / threads
		                              : -1,
		.event_wall = strcmp(row->timer, "event") == 0 ? row->wall / t->median
		                                               : -1,
		.event_rejected = strncmp(row->timer, "wall (event", 11) == 0,
	};
}
