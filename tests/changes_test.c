/* changes_test.c - change points of a history against known series, and Student's t against
 * the tables.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>

#include "harness/changes.h"
#include "kernels/rng.h"

static int failures;

static void check(const char *what, bool good)
{
	if (good)
		return;
	failures++;
	printf("FAILED %s\n", what);
}

static bool near(double x, double y)
{
	return fabs(x - y) <= 1e-9 * (1 + fabs(y));
}

/* Student's t at the 2.5 % and 0.05 % points: Fisher and Yates, table III. */
static void test_student(void)
{
	static const struct {
		double degrees, five_percent, tenth_percent;
	} rows[] = {
		{ 1, 12.706, 636.619 }, { 2, 4.303, 31.598 }, { 5, 2.571, 6.859 },
		{ 10, 2.228, 4.587 },   { 30, 2.042, 3.646 }, { 120, 1.980, 3.373 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		check("Student's t at 5 %",
		      fabs(qm_student_p(rows[i].five_percent, rows[i].degrees) - 0.05) < 2e-4);
		check("Student's t at 0.1 %",
		      fabs(qm_student_p(-rows[i].tenth_percent, rows[i].degrees) - 0.001) <
		              2e-5);
	}
	check("no difference", near(qm_student_p(0, 7), 1));
}

enum { POINTS = 180 };

/* Levels that change at two known points, with noise of 0.3 %. */
static size_t changes_of(struct qm_rng *rng, const double *level, struct qm_change *change)
{
	double x[POINTS];

	for (size_t i = 0; i < POINTS; i++)
		x[i] = level[i / (POINTS / 3)] + 0.003 * (double)qm_rng_bell(rng);
	return qm_changes(x, POINTS, 0.01, change);
}

static void test_changes(void)
{
	static const double flat[] = { 1, 1, 1 }, steps[] = { 1, 1.03, 1.015 };
	struct qm_rng rng = qm_rng_make(17, 0);
	struct qm_change change[POINTS];
	size_t found = 0, in_place = 0, false_alarms = 0;
	double few[11], constant[20], step[20];

	for (size_t round = 0; round < 50; round++) {
		const size_t n = changes_of(&rng, steps, change);

		false_alarms += changes_of(&rng, flat, change + n) != 0;
		found += n == 2;
		in_place += n == 2 && change[0].at >= 59 && change[0].at <= 61 &&
		            change[1].at >= 118 && change[1].at <= 122 &&
		            fabs(change[0].after - change[0].before - 0.03) < 0.003;
	}
	check("both changes are found", found >= 48);
	check("where they are", in_place >= 45);
	check("none in noise", false_alarms == 0);
	for (size_t i = 0; i < 20; i++) {
		constant[i] = 2;
		step[i] = i < 9 ? 1 : 2;
		if (i < 11)
			few[i] = i < 5 ? 1 : 2;
	}
	check("no noise, no change", qm_changes(constant, 20, 0.01, change) == 0);
	check("no noise, one change", qm_changes(step, 20, 0.01, change) == 1 &&
	                                      change[0].at == 9 && change[0].p < 1e-6);
	check("eleven points are too few", qm_changes(few, 11, 0.01, change) == 0);
}

int main(void)
{
	test_student();
	test_changes();
	printf("%s\n", failures ? "failed" : "the changes are where they were put");
	return failures ? 1 : 0;
}
