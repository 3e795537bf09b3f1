/* peaks.c - the ceilings of this processor, measured with the threads that kernels run on.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cpu/bursts.h"
#include "cpu/isa.h"
#include "cpu/pages.h"
#include "cpu/peaks.h"

/* The rows that this compiler could build, with the instruction set of each. */
#define QM_PEAK(name, isa) extern const struct qm_peak name;
#define QM_STREAM(name, isa) extern const struct qm_stream name;
#include "peaks_built.def"
#undef QM_PEAK
#undef QM_STREAM

struct peak_row {
	const struct qm_peak *peak;
	const struct qm_stream *stream; /* one of the two */
	enum qm_isa isa;
};

static const struct peak_row table[] = {
#define QM_PEAK(name, isa) { &name, NULL, QM_ISA_##isa },
#define QM_STREAM(name, isa) { NULL, &name, QM_ISA_##isa },
#include "peaks_built.def"
#undef QM_PEAK
#undef QM_STREAM
	{ NULL, NULL, QM_ISA_COUNT } /* where there is none */
};

enum { ROWS = sizeof table / sizeof table[0] - 1 };

enum { PREFIX = 5 /* of a name: peak_ */ };

static bool may_use(const struct peak_row *row)
{
	return qm_isa_allowed() & 1u << row->isa;
}

static void measure_chains(struct qm_team *team, struct qm_peaks *peaks)
{
	for (size_t i = 0; i < ROWS && peaks->ceilings < QM_CEILINGS_MAX; i++) {
		const struct qm_peak *const p = table[i].peak;

		if (!p || !may_use(&table[i]))
			continue;
		peaks->ceiling[peaks->ceilings++] = (struct qm_ceiling){
			.name = p->name + PREFIX,
			.instruction = p->instruction,
			.format = p->format,
			.operands = p->operands,
			.accumulator = p->accumulator,
			.ops = (double)p->turn *
			       qm_bursts_rate(team, &(struct qm_load){ .peak = p, .pieces = 1 }),
		};
	}
}

/* The last row that may be used has the widest registers. */
static const struct qm_stream *widest_stream(void)
{
	const struct qm_stream *best = NULL;

	for (size_t i = 0; i < ROWS; i++)
		if (table[i].stream && may_use(&table[i]))
			best = table[i].stream;
	return best;
}

/* What all threads together read of a level so that it comes from there: more than the
 * levels before it hold, and half of its own.
 */
static size_t bytes_for(const struct qm_levels *levels, size_t level)
{
	const size_t before = level ? levels->room[level - 1] : 0;
	const size_t memory = (size_t)sysconf(_SC_PHYS_PAGES) / 4 * (size_t)sysconf(_SC_PAGESIZE);
	const size_t bytes = level < levels->count ? before + (levels->room[level] - before) / 2
	                                           : qm_rotation_bytes(before);

	return bytes < memory ? bytes : memory;
}

/* The share of a thread, in pieces.  An odd number of units each, so that streams side by
 * side do not begin in the same set of a cache.
 */
static void cut(struct qm_load *load, size_t bytes)
{
	enum { PIECE = 4 << 20, UNIT = 2 * QM_STREAM_UNIT };
	const size_t wanted = bytes / PIECE;

	load->pieces = wanted < 1 ? 1 : wanted < QM_PIECES_MAX ? wanted : QM_PIECES_MAX;

	const size_t units = bytes / load->pieces / UNIT;

	load->piece = (units - (units % 2 == 0 && units > 0)) * UNIT;
}

static void measure_level(struct qm_team *team, struct qm_load *load, struct qm_bandwidth *to)
{
	const size_t part = load->piece * load->pieces;

	to->bytes = part * qm_team_threads(team);
	load->copy = false;
	to->read = (double)part * qm_bursts_rate(team, load);
	load->copy = true;
	to->copy = (double)part * qm_bursts_rate(team, load);
}

static bool measure_streams(struct qm_team *team, struct qm_peaks *peaks, struct qm_err *err)
{
	const size_t threads = qm_team_threads(team);
	struct qm_load load = { .stream = widest_stream() };
	struct qm_levels levels;

	if (!load.stream)
		return true;
	qm_team_levels(team, &levels);

	const size_t all = bytes_for(&levels, levels.count);

	load.stride = all / threads / QM_PEAK_VECTOR * QM_PEAK_VECTOR;
	load.memory = qm_pages_take(all);
	if (!load.memory)
		return qm_fail(err, QM_WRONG, "not enough memory to measure its bandwidth: %zu MB",
		               all / 1000000);
	for (size_t i = 0; i <= levels.count; i++) {
		struct qm_bandwidth *const to = &peaks->bandwidth[peaks->bandwidths++];

		to->before = i ? levels.room[i - 1] : 0;
		if (i == levels.count)
			snprintf(to->level, sizeof to->level, "DRAM");
		else
			snprintf(to->level, sizeof to->level, "L%u", levels.number[i]);
		cut(&load, bytes_for(&levels, i) / threads);
		measure_level(team, &load, to);
	}
	qm_pages_give(load.memory, all);
	return true;
}

bool qm_cpu_peaks(struct qm_team *team, struct qm_peaks *peaks, struct qm_err *err)
{
	memset(peaks, 0, sizeof *peaks);
	measure_chains(team, peaks);
	return measure_streams(team, peaks, err);
}
