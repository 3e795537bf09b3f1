/* versus_test.c - who meets whom, and what the ratio of known samples is.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/stats.h"
#include "harness/versus.h"
#include "tests/expect.h"

enum { ROWS = 16, SAMPLES = 80, PAIRS = 9 };

static bool near(double x, double y)
{
	return fabs(x - y) < 1e-12;
}

static const struct qm_family f32 = { .name = "f32" }, i8 = { .name = "i8" };
static const struct qm_kernel slow = { .name = "f32_slow", .family = &f32 };
static const struct qm_kernel fast = { .name = "f32_fast", .family = &f32 };
static const struct qm_kernel whole = { .name = "i8_any", .family = &i8 };
static const struct qm_kernel abacus = { .name = "f32_abacus", .family = &f32,
	                                 .library = "Abacus" };
static const struct qm_kernel napier = { .name = "f32_napier", .family = &f32,
	                                 .library = "Napier" };

/* The rows of one case. */
struct rows {
	struct qm_result row[ROWS];
	double sample[ROWS][SAMPLES];
	struct qm_results all;
	struct qm_versus found[ROWS];
};

static void restart(struct rows *r)
{
	memset(r, 0, sizeof *r);
	r->all.row = r->row;
}

/* A row whose samples are `seconds` times exp(step * 1), exp(step * 2), ... */
static struct qm_result *add(struct rows *r, const struct qm_kernel *kernel, double seconds,
                             double step, size_t samples)
{
	const size_t at = r->all.count++;
	struct qm_result *const row = &r->row[at];

	for (size_t i = 0; i < samples; i++)
		r->sample[at][i] = seconds * exp(step * (double)(i + 1));
	*row = (struct qm_result){
		.kernel = kernel, .shape = { 2, 3, 4 }, .device = { .id = "cpu" },
		.threads = 1, .cache = "hot", .status = QM_ROW_OK, .check = QM_CHECK_FULL,
		.samples = r->sample[at], .sample_count = samples,
		.time = qm_summarise(r->sample[at], samples),
	};
	return row;
}

static size_t find(struct rows *r, const char *which)
{
	return qm_versus_find(&r->all, which, r->found);
}

static bool meet(const struct qm_versus *v, const struct qm_result *ours,
                 const struct qm_result *peer)
{
	return v->ours == ours && v->peer == peer;
}

/* By hand: the differences 0.01 to 0.09 have the Walsh averages 0.01, 0.015, 0.02, 0.02,
 * 0.025, 0.025, ...; of nine pairs the exact 95 % interval leaves out five at each end
 * (P(W <= 5) = 0.0195).
 */
static void check_ratio(void)
{
	static struct rows r;
	const struct qm_versus *const v = r.found;

	restart(&r);
	add(&r, &fast, 1, 0, PAIRS);
	add(&r, &abacus, 1, 0.01, PAIRS);
	expect(find(&r, "best-peer") == 1 && v->pairs == PAIRS, "nine pairs");
	expect(near(v->ratio, exp(0.05)), "ours is faster by so much");
	expect(near(v->low, exp(0.025)) && near(v->high, exp(0.075)), "its exact interval");
	expect(v->word == QM_VERSUS_AHEAD, "ahead");

	restart(&r);
	add(&r, &abacus, 1, 0, PAIRS);
	add(&r, &fast, 1, 0.01, PAIRS);
	expect(find(&r, "best-peer") == 1 && near(v->ratio, exp(-0.05)) &&
	       near(v->low, exp(-0.075)) && near(v->high, exp(-0.025)), "the other way round");
	expect(v->word == QM_VERSUS_BEHIND, "behind");

	restart(&r);
	add(&r, &fast, 1, 0, PAIRS);
	add(&r, &abacus, exp(-0.05), 0.01, PAIRS);
	expect(find(&r, "best-peer") == 1 && near(v->ratio, 1) && v->word == QM_VERSUS_LEVEL,
	       "level");

	/* Only just: the low end is exp(0.025 - 0.024). */
	restart(&r);
	add(&r, &fast, exp(0.024), 0, PAIRS);
	add(&r, &abacus, 1, 0.01, PAIRS);
	expect(find(&r, "best-peer") == 1 && v->word == QM_VERSUS_AHEAD, "only just ahead");
	r.row[0].samples = memcpy(r.sample[2], r.sample[0], sizeof r.sample[0]);
	for (size_t i = 0; i < PAIRS; i++)
		r.sample[2][i] = exp(0.026);
	expect(find(&r, "best-peer") == 1 && v->word == QM_VERSUS_LEVEL, "not quite ahead");
}

static void check_counts(void)
{
	static struct rows r;
	const struct qm_versus *const v = r.found;

	restart(&r);
	add(&r, &fast, 1, 0, 5);
	add(&r, &abacus, 2, 0, 5);
	expect(find(&r, "best-peer") == 1 && near(v->ratio, 2) &&
	       v->word == QM_VERSUS_UNCLEAR, "five pairs have no 95 % interval");
	restart(&r);
	add(&r, &fast, 1, 0, 6);
	add(&r, &abacus, 2, 0, 70);
	expect(find(&r, "best-peer") == 1 && v->pairs == 6 && v->word == QM_VERSUS_AHEAD,
	       "six have; the side with fewer samples counts");
	restart(&r);
	add(&r, &fast, 1, 0, 70);
	add(&r, &abacus, 2, 0, SAMPLES);
	expect(find(&r, "best-peer") == 1 && v->pairs == 64, "as many as can be exact");
}

static void check_choice(void)
{
	static struct rows r;
	struct qm_result *peer[2], *ours[2];

	restart(&r);
	ours[0] = add(&r, &slow, 3, 0, PAIRS);
	peer[0] = add(&r, &abacus, 5, 0, PAIRS);
	ours[1] = add(&r, &fast, 2, 0, PAIRS);
	peer[1] = add(&r, &napier, 4, 0, PAIRS);
	/* A lucky sample does not make a kernel the fastest. */
	ours[0]->time.min = r.sample[0][0] = 0.1;
	expect(find(&r, "best-peer") == 1 && meet(r.found, ours[1], peer[1]),
	       "the fastest of both sides by their medians");
	expect(find(&r, "Best-Peer") == 1 && meet(r.found, ours[1], peer[1]),
	       "letters' case aside");
	expect(find(&r, "abacus") == 1 && meet(r.found, ours[1], peer[0]), "one library");
	peer[1]->status = QM_ROW_FAILED;
	expect(find(&r, "best-peer") == 1 && meet(r.found, ours[1], peer[0]),
	       "a peer that failed takes no part");
	ours[1]->check = QM_CHECK_NONE;
	expect(find(&r, "best-peer") == 1 && meet(r.found, ours[0], peer[0]),
	       "nor does what was not verified");
	peer[0]->check = QM_CHECK_UNORDERED;
	expect(find(&r, "best-peer") == 1, "an unordered peer does");
	peer[0]->check = QM_CHECK_REQUANTISED;
	expect(find(&r, "best-peer") == 1, "and one that hands out 8 bits");
	expect(find(&r, "napier") == 0, "no row of that library");
	ours[0]->status = QM_ROW_SKIPPED;
	expect(find(&r, "best-peer") == 0, "no row of ours");
}

/* Rows that differ in one thing never meet. */
static void check_groups(void)
{
	static struct rows r;
	struct qm_result *other;

	restart(&r);
	add(&r, &abacus, 1, 0, PAIRS);
	add(&r, &whole, 1, 0, PAIRS);
	expect(find(&r, "best-peer") == 0, "another family");
	r.row[1].kernel = &fast;
	expect(find(&r, "best-peer") == 1, "the same family");
	other = &r.row[1];
	other->shape.k = 5;
	expect(find(&r, "best-peer") == 0, "another shape");
	other->shape.k = 4;
	other->threads = 2;
	expect(find(&r, "best-peer") == 0, "other threads");
	other->threads = 1;
	other->cache = "cold";
	expect(find(&r, "best-peer") == 0, "another cache");
	other->cache = "hot";
	strcpy(other->device.id, "opencl:0");
	expect(find(&r, "best-peer") == 0, "another device");

	restart(&r);
	for (size_t i = 0; i < 6; i++)
		add(&r, i % 2 ? &abacus : &fast, 1, 0, PAIRS)->shape.m = 7 - i / 2;
	expect(find(&r, "best-peer") == 3 && r.found[0].ours == &r.row[0] &&
	       r.found[1].ours == &r.row[2] && r.found[2].peer == &r.row[5],
	       "each group once, in the order of the rows");
}

int main(void)
{
	check_ratio();
	check_counts();
	check_choice();
	check_groups();
	return expect_end();
}
