/* watch.c - what else happened while a row was timed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "harness/tree.h"
#include "harness/watch.h"

/* Often enough to see a frequency that falls within a sample, and below one percent of the
 * time: a probe takes 30 us.
 */
static const double probe_every = 0.005;

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

bool qm_steal_seconds(const char *root, double *seconds)
{
	const long ticks = sysconf(_SC_CLK_TCK);
	unsigned long long time[8];
	char text[256];

	/* cpu  user nice system idle iowait irq softirq steal */
	if (ticks <= 0 || !qm_tree_text(root, "/proc/stat", text, sizeof text) ||
	    sscanf(text, "cpu %llu %llu %llu %llu %llu %llu %llu %llu", &time[0],
	           &time[1], &time[2], &time[3], &time[4], &time[5], &time[6],
	           &time[7]) != 8)
		return false;
	*seconds = (double)time[7] / (double)ticks;
	return true;
}

/* The compiler must neither shorten the chain nor see that the step never changes: cores of
 * late drop additions of small constants.
 */
#define OPAQUE(x) __asm__ volatile("" : "+r"(x))

static double chain_seconds(size_t links)
{
	uint64_t x = 1, step = 3;
	const double start = now();

	OPAQUE(step);
	for (size_t i = 0; i < links; i += 8) {
		x += step;
		OPAQUE(x);
		x += step;
		OPAQUE(x);
		x += step;
		OPAQUE(x);
		x += step;
		OPAQUE(x);
		x += step;
		OPAQUE(x);
		x += step;
		OPAQUE(x);
		x += step;
		OPAQUE(x);
		x += step;
		OPAQUE(x);
	}
	return now() - start;
}

/* The shortest of a few chains: an interrupt can only lengthen one.  The difference of a long
 * and a short chain, so that reading the clock does not count.
 */
double qm_core_mhz(void)
{
	enum { SHORT = 2000, LONG = 18000, TRIES = 4 };
	double least[2] = { 1, 1 };

	for (int i = 0; i < TRIES; i++) {
		const double brief = chain_seconds(SHORT), whole = chain_seconds(LONG);

		least[0] = brief < least[0] ? brief : least[0];
		least[1] = whole < least[1] ? whole : least[1];
	}
	return least[1] > least[0] ? (LONG - SHORT) / (least[1] - least[0]) * 1e-6 : 0;
}

static void read_counters(const struct qm_watch *w, double *steal, double *involuntary,
                          double *voluntary, bool *known)
{
	struct rusage use;

	*known = qm_steal_seconds(w->root, steal);
	if (getrusage(RUSAGE_SELF, &use) == 0) {
		*involuntary = (double)use.ru_nivcsw;
		*voluntary = (double)use.ru_nvcsw;
	}
}

static void close_account(struct qm_watch *w, double time)
{
	struct qm_evidence *const e = w->open;
	double steal = w->steal, involuntary = w->involuntary, voluntary = w->voluntary;
	bool known;

	if (!e)
		return;
	read_counters(w, &steal, &involuntary, &voluntary, &known);
	e->seconds += time - w->since;
	e->steal_known = known;
	e->steal += known ? steal - w->steal : 0;
	e->involuntary += involuntary - w->involuntary;
	e->voluntary += voluntary - w->voluntary;
	w->open = NULL;
}

static void keep_probe(struct qm_evidence *e, double mhz)
{
	if (e->probes == QM_PROBES) {
		e->probes /= 2;
		for (size_t i = 0; i < e->probes; i++)
			e->mhz[i] = e->mhz[2 * i];
		e->halved++;
	}
	e->mhz[e->probes++] = mhz;
}

void qm_watch_start(struct qm_watch *w, const char *root)
{
	memset(w, 0, sizeof *w);
	w->root = root;
}

void qm_watch_row(struct qm_watch *w, struct qm_evidence *row, bool frequency)
{
	const double time = now();

	if (row != w->open) {
		bool known;

		close_account(w, time);
		w->open = row;
		read_counters(w, &w->steal, &w->involuntary, &w->voluntary, &known);
		w->since = now();
		/* The first probe of a turn comes when its products have warmed the core. */
		w->probed = w->since;
	} else if (row && frequency &&
	           time - w->probed >= ldexp(probe_every, (int)row->halved)) {
		keep_probe(row, qm_core_mhz());
		w->probed = now();
	}
}
