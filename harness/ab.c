/* ab.c - `qmark ab BASE NEW`: the gate for a change.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness/ab.h"
#include "harness/batch.h"
#include "harness/commands.h"
#include "kernels/rng.h"

/* A tenth of the schedule goes to base against itself, but one control says nothing. */
enum { CONTROLS_LEAST = 3, CONTROL_EVERY = 10 };

static struct qm_ab_rules rules_of(const struct qm_options *o)
{
	const double fail_at = o->fail_at > 0 ? o->fail_at : o->shared ? 0.05 : 0.03;

	return (struct qm_ab_rules){
		.margin = log1p(o->margin > 0 ? o->margin : 0.01),
		.fail_at = log1p(fail_at),
		.family_fail_at = log1p(o->shared ? 0.02 : 0.01),
		.confidence = 0.99,
		.false_rate = 0.01,
		.pairs = o->pairs,
		.pairs_max = o->pairs_max,
		.step = 4, /* even, so that orders stay balanced */
		.confirm = 16,
	};
}

static bool has_name(const struct qm_ab_side *side, const char *name)
{
	for (size_t i = 0; i < side->names; i++)
		if (strcmp(side->name[i], name) == 0)
			return true;
	return false;
}

/* Rows that both have; those of one side are only named. */
static bool find_rows(struct qm_ab *ab, struct qm_err *err)
{
	const struct qm_ab_side *const base = &ab->side[QM_BASE], *const new = &ab->side[QM_NEW];
	const size_t most = base->names + base->names / CONTROL_EVERY + CONTROLS_LEAST + 1;

	ab->row = calloc(most, sizeof *ab->row);
	for (size_t s = 0; s < 2; s++)
		ab->alone[s] = calloc(ab->side[s].names + 1, sizeof *ab->alone[s]);
	if (!ab->row || !ab->alone[0] || !ab->alone[1])
		return qm_fail(err, QM_WRONG, "not enough memory");
	for (size_t i = 0; i < base->names; i++)
		if (has_name(new, base->name[i]))
			snprintf(ab->row[ab->rows++].name, sizeof ab->row->name, "%s",
			         base->name[i]);
		else
			ab->alone[0][ab->alones[0]++] = base->name[i];
	for (size_t i = 0; i < new->names; i++)
		if (!has_name(base, new->name[i]))
			ab->alone[1][ab->alones[1]++] = new->name[i];
	return ab->rows > 0 ||
	       qm_fail(err, QM_USAGE, "nothing matched on both sides: base has %zu of the "
	               "chosen rows and new has %zu, none in common", base->names, new->names);
}

/* Rows drawn at random, base against its copy; where there are few, some more than once. */
static void add_controls(struct qm_ab *ab)
{
	struct qm_rng rng = qm_rng_make(ab->seed, 2);
	const size_t tenth = (ab->rows + CONTROL_EVERY - 1) / CONTROL_EVERY;
	const size_t wanted = tenth > CONTROLS_LEAST ? tenth : CONTROLS_LEAST;

	for (size_t i = 0; i < wanted; i++) {
		struct qm_ab_row *const row = &ab->row[ab->rows + ab->controls++];
		const size_t of = qm_rng_below(&rng, (uint32_t)ab->rows);

		memcpy(row->name, ab->row[of].name, sizeof row->name);
		row->control = true;
	}
}

static bool open_sides(struct qm_ab *ab, struct qm_err *err)
{
	const struct qm_options *const o = ab->options;

	if (o->words.count != 2)
		return qm_fail(err, QM_USAGE, "expected two builds, not %zu: qmark ab BASE NEW, "
		               "each an executable or the folder of a build", o->words.count);
	if (o->pairs > o->pairs_max)
		return qm_fail(err, QM_USAGE, "--pairs %zu is more than --max-pairs %zu",
		               o->pairs, o->pairs_max);
	return qm_ab_side_open(&ab->side[QM_BASE], "base", o->words.item[0], o, err) &&
	       qm_ab_side_open(&ab->side[QM_NEW], "new", o->words.item[1], o, err) &&
	       qm_ab_copy(&ab->side[QM_BASE], &ab->side[QM_COPY], err);
}

/* A seed that was not given comes from the clock, small enough to be typed. */
static uint64_t seed_of(const struct qm_options *o)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return o->seed ? o->seed : 1 + (uint64_t)(t.tv_nsec / 1000) % 999983;
}

static void warn(const struct qm_ab *ab)
{
	if (ab->options->quiet)
		return;
	if (ab->margin > ab->rules.fail_at)
		fprintf(stderr, "qmark: warning: equal builds differ by %.1f %% here, so a "
		        "slow-down of %.1f %% cannot be seen: the machine is too busy\n",
		        100 * expm1(ab->floor), 100 * expm1(ab->rules.fail_at));
	if (ab->out_of_time)
		fprintf(stderr, "qmark: warning: the time of --budget was over before every row "
		        "was decided\n");
}

static void release(struct qm_ab *ab)
{
	qm_ab_copy_remove(&ab->side[QM_COPY]);
	for (size_t s = 0; s < QM_SIDES; s++)
		qm_ab_side_close(&ab->side[s]);
	free(ab->alone[0]);
	free(ab->alone[1]);
	free(ab->row);
	free(ab->family);
}

enum qm_code qm_command_ab(const struct qm_options *o, struct qm_err *err)
{
	struct qm_ab ab = { .options = o, .rules = rules_of(o), .seed = seed_of(o) };
	enum qm_code code = QM_OK;
	struct qm_err wrote = { 0 };

	qm_catch_interrupts();
	if (!open_sides(&ab, err) || !find_rows(&ab, err)) {
		code = err->code;
	} else {
		add_controls(&ab);
		if (!qm_ab_measure(&ab, err)) {
			code = err->code;
		} else {
			code = qm_ab_conclude(&ab, err);
			warn(&ab);
			if (!qm_ab_write(&ab, code, &wrote) && code == QM_OK) {
				*err = wrote;
				code = err->code;
			}
		}
	}
	release(&ab);
	return code;
}
