/* bursts.c - how fast a team does one thing, found in short bursts.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdalign.h>
#include <string.h>
#include <time.h>

#include "cpu/bursts.h"

/* Seconds: long enough for a barrier not to count and short enough to fall between
 * interruptions; how long it takes at least; and at most, where it still gets better.
 */
static const double burst = 0.5e-3, least = 0.03, patience = 0.6;
enum { ROUNDS = 4, VISITS = 15 };

struct bursts {
	const struct qm_load *load;
	size_t turns;
	double start, spent;
	double took[QM_PIECES_MAX][VISITS]; /* seconds of the last bursts on each piece */
	double total, changed;              /* of a whole round; `spent` when it last changed */
	size_t rounds;
	bool enough;
};

struct registers {
	alignas(64) uint32_t word[2 * QM_PEAK_VECTOR / sizeof(uint32_t)];
	alignas(64) char sums[QM_PEAK_SUMS];
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Words that are 1 as floats and as pairs of BF16, and some bytes or other. */
static void fill(struct registers *r)
{
	for (size_t i = 0; i < sizeof r->word / sizeof r->word[0]; i++)
		r->word[i] = 0x3F803F80;
}

static void once(const struct qm_load *load, size_t turns, char *piece, struct registers *r)
{
	if (load->peak)
		load->peak->run(turns, r->word, r->sums);
	for (size_t t = 0; load->stream && t < turns; t++)
		if (load->copy)
			load->stream->copy(piece, load->piece / 2, piece + load->piece / 2);
		else
			load->stream->read(piece, load->piece, r->sums);
}

/* How many turns make a burst, by one thread on its own: the better of each two tries.  A
 * piece of several is a burst as it is, for it must not be found where it was last.
 */
static size_t find_turns(const struct qm_load *load)
{
	struct registers r;
	size_t turns = 1;
	double best = 0;

	fill(&r);
	if (load->memory)
		memset(load->memory, 1, load->piece * load->pieces);
	if (load->pieces > 1)
		return 1;
	for (;; turns *= 2) {
		best = INFINITY;
		for (int tries = 0; tries < 2; tries++) {
			const double start = now();

			once(load, turns, load->memory, &r);
			best = fmin(best, now() - start);
		}
		if (best >= burst)
			return turns;
	}
}

/* What a piece takes.  Of several pieces the median: caches keep a part of what is larger
 * than they are, not always the same, and the best of many visits to each would be one that
 * found it there.
 */
static double typical(const double *took, size_t visits)
{
	double sorted[VISITS];

	for (size_t i = 0; i < visits; i++) {
		size_t at = i;

		for (; at > 0 && sorted[at - 1] > took[i]; at--)
			sorted[at] = sorted[at - 1];
		sorted[at] = took[i];
	}
	return sorted[visits / 2];
}

/* Where other work comes in between, the right times take long to show: as long again as it
 * took to find them nothing else may come.
 */
static void end_round(struct bursts *b)
{
	const size_t visits = b->rounds + 1 < VISITS ? b->rounds + 1 : VISITS;
	double total = 0;

	for (size_t i = 0; i < b->load->pieces; i++)
		total += b->load->pieces > 1 ? typical(b->took[i], visits) : b->took[i][0];
	if (b->rounds++ == 0 || fabs(total - b->total) > 0.01 * b->total)
		b->changed = b->spent;
	b->total = total;
	b->enough = b->rounds >= ROUNDS && b->spent >= least &&
	            (b->spent >= 2 * b->changed || b->spent >= patience);
}

static void note(struct bursts *b, size_t piece)
{
	const double seconds = now() - b->start;
	double *const took = b->took[piece];

	b->spent += seconds;
	if (b->load->pieces > 1)
		took[b->rounds % VISITS] = seconds;
	else
		took[0] = b->rounds ? fmin(took[0], seconds) : seconds;
	if (piece + 1 == b->load->pieces)
		end_round(b);
}

static void work(void *arg, size_t thread)
{
	struct bursts *b = arg;
	const struct qm_load *const load = b->load;
	char *const mine = load->memory ? load->memory + thread * load->stride : NULL;
	struct registers r;
	size_t piece = 0;

	fill(&r);
	if (mine && thread > 0)
		memset(mine, 1, load->piece * load->pieces);
	while (!b->enough) {
		/* Before the barrier: no thread can have begun earlier. */
		if (thread == 0)
			b->start = now();
		qm_team_barrier();
		once(load, b->turns, mine ? mine + piece * load->piece : NULL, &r);
		qm_team_barrier();
		if (thread == 0)
			note(b, piece);
		piece = (piece + 1) % load->pieces;
		qm_team_barrier();
	}
}

double qm_bursts_rate(struct qm_team *team, const struct qm_load *load)
{
	struct bursts b = { .load = load };

	qm_team_hold(team);
	b.turns = find_turns(load);
	qm_team_run(team, work, &b);
	qm_team_release(team);
	return (double)b.turns * (double)qm_team_threads(team) / b.total;
}
