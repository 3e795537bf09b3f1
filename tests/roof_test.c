/* roof_test.c - the roofline by hand, and what is done with a row above it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "harness/backends.h"
#include "harness/roof.h"
#include "tests/expect.h"

static bool near(double x, double y)
{
	return fabs(x - y) <= 1e-9 * fabs(y);
}

static const struct qm_family dense = { .name = "d" }, sparse = { .name = "s", .one_in = 2 };
static const struct qm_kernel kernel = { .name = "d_x", .idea = "fmlal by element", .family = &dense };
static const struct qm_kernel half = { .name = "s_x", .idea = "fmla, tile", .family = &sparse };
static const struct qm_kernel own = { .name = "own", .idea = "fmla, tile", .family = &dense };
static const struct qm_kernel none = { .name = "none", .idea = "the definition", .family = &dense };

/* A hundred operations a second at most; 10 bytes a second from memory, 40 from the cache
 * ahead of it, which holds 50.
 */
static const struct qm_peaks peaks = {
	.ceilings = 3,
	.ceiling = { { .name = "slow", .instruction = "fmla", .ops = 100 },
	             { .name = "long", .instruction = "fmlal", .ops = 200 },
	             { .name = "own", .instruction = "other", .ops = 300 } },
	.bandwidths = 2,
	.bandwidth = { { .level = "L1", .before = 0, .read = 40, .copy = 30 },
	               { .level = "DRAM", .before = 50, .read = 10, .copy = 8 } },
};

/* 2 * 1 * 1 * 50 operations in a second. */
static struct qm_result row_of(const struct qm_kernel *k, double bytes, double seconds)
{
	struct qm_result r = { .kernel = k, .shape = { 1, 1, 50 }, .cache = "hot",
		               .status = QM_ROW_OK, .b_bytes = 40 };

	r.roof.bytes = bytes;
	r.time.median = seconds;
	snprintf(r.device.id, sizeof r.device.id, "x");
	return r;
}

static void check_roofs(void)
{
	struct qm_result r = row_of(&half, 20, 1);
	struct qm_roof roof = qm_roof_over(&peaks, &r);

	expect(roof.class && strcmp(roof.class, "slow") == 0, "fmla is the class of fmla");
	expect(near(roof.ceiling, 200), "of a 2:4 product half of the operations are free");
	expect(near(roof.ops, 200) && near(roof.share, 0.5), "20 bytes from L1 take 0.5 s, too");
	r = row_of(&kernel, 30, 1);
	roof = qm_roof_over(&peaks, &r);
	expect(strcmp(roof.class, "long") == 0, "fmlal is not fmla");
	expect(strcmp(roof.level, "L1") == 0 && near(roof.share, 0.75), "30 bytes from L1");
	r = row_of(&kernel, 60, 4);
	roof = qm_roof_over(&peaks, &r);
	expect(strcmp(roof.level, "L1") == 0 && near(roof.ops, 100 / 1.5),
	       "of 60 bytes 50 may be in the cache, and 10 take a second");
	r = row_of(&kernel, 100, 10);
	roof = qm_roof_over(&peaks, &r);
	expect(strcmp(roof.level, "DRAM") == 0 && near(roof.ops, 20) && near(roof.share, 0.5),
	       "of 100 bytes 50 must come from memory");
	r = row_of(&kernel, 45, 4);
	r.cache = "cold";
	roof = qm_roof_over(&peaks, &r);
	expect(strcmp(roof.level, "DRAM") == 0 && near(roof.share, 1),
	       "cold: all 40 bytes of weights come from memory");
	r = row_of(&own, 1, 1);
	expect(near(qm_roof_over(&peaks, &r).ceiling, 300), "a class that is called like the kernel");
	r = row_of(&none, 1, 1);
	roof = qm_roof_over(&peaks, &r);
	expect(!roof.class && roof.ceiling == 0 && strcmp(roof.level, "L1") == 0,
	       "a kernel without a class is held by memory alone");
	r = row_of(&none, 1, 1);
	roof = qm_roof_over(&(struct qm_peaks){ 0 }, &r);
	expect(!roof.level && roof.ops == 0 && roof.share == 0, "nothing measured, no roof");
}

/* A machine that was busy when it was measured first, by a factor that a test sets. */
static double better;
static size_t lost; /* the class that fails this time: number + 1 */

static bool measure_again(struct qm_device *device, const struct qm_kernel *const *kernels,
                          size_t count, struct qm_peaks *to, struct qm_err *err)
{
	(void)device, (void)kernels, (void)count, (void)err;
	*to = peaks;
	for (size_t i = 0; i < to->ceilings; i++)
		to->ceiling[i].ops *= better;
	for (size_t i = 0; i < to->bandwidths; i++)
		to->bandwidth[i].read *= better;
	if (lost)
		for (to->ceilings--; lost - 1 < to->ceilings; lost++)
			to->ceiling[lost - 1] = to->ceiling[lost];
	return true;
}

static size_t no_kernels(void)
{
	return 0;
}

static enum qm_status judged(struct qm_result r, double again)
{
	const struct qm_backend backend = { .peaks = measure_again, .kernel_count = no_kernels };
	struct qm_site site = { .backend = &backend };
	const struct qm_plan_list plan = { .site_count = 1, .site = &site };
	struct qm_ceilings list = { .site = &site, .peaks = peaks };
	struct qm_results results = { .row = &r, .count = 1 };

	better = again;
	snprintf(site.info.id, sizeof site.info.id, "x");
	qm_results_judge(&results, &plan, &list, 1);
	expect((r.status == QM_ROW_OK) == !*r.reason, "a reason, or none");
	return r.status;
}

static void check_judgement(void)
{
	struct qm_result cold = row_of(&kernel, 45, 4);

	expect(judged(row_of(&own, 1, 0.33), 1) == QM_ROW_OK, "101 % is believed");
	expect(judged(row_of(&own, 1, 0.31), 1) == QM_ROW_FAILED, "108 % is not");
	expect(judged(row_of(&own, 1, 0.31), 1.1) == QM_ROW_OK, "unless the machine was busy");
	lost = 1;
	expect(judged(row_of(&own, 1, 0.31), 1.1) == QM_ROW_OK, "another class may fail then");
	lost = 3;
	expect(judged(row_of(&own, 1, 0.31), 1.1) == QM_ROW_FAILED, "nothing new of its own");
	lost = 0;
	expect(judged(row_of(&kernel, 100, 4.5), 1) == QM_ROW_FAILED, "111 % of memory is not");
	cold.cache = "cold";
	cold.costs.packed_bytes = 44;
	expect(judged(cold, 1) == QM_ROW_FAILED, "44 packed bytes at 11 a second were not cold");
	cold.costs.packed_bytes = 41;
	expect(judged(cold, 1) == QM_ROW_OK, "41 may have been");
}

/* Every kernel of the CPU that can run here has a ceiling, and every level a bandwidth. */
static void check_machine(void)
{
	const struct qm_backend *const cpu = qm_backends[0];
	struct qm_err err = { QM_OK, "" };
	struct qm_device *const device = cpu->open(0, &(struct qm_open){ .threads = 1 }, &err);
	struct qm_peaks here;

	if (!device || !cpu->peaks(device, NULL, 0, &here, &err)) {
		expect(false, err.text);
		return;
	}
	for (size_t i = 0; i < cpu->kernel_count(); i++) {
		const struct qm_kernel *const k = cpu->kernel(i);

		if (cpu->can_run(device, k, NULL) && !strstr(k->name, "_ref"))
			expect(qm_class_of(&here, k), k->name);
	}
	for (size_t i = 0; i < here.ceilings; i++)
		expect(isfinite(here.ceiling[i].ops) && here.ceiling[i].ops > 1e6,
		       here.ceiling[i].name);
	for (size_t i = 0; i < here.bandwidths; i++)
		expect(here.bandwidth[i].read > 1e6 && here.bandwidth[i].copy > 1e6 &&
		       here.bandwidth[i].bytes > here.bandwidth[i].before, here.bandwidth[i].level);
	cpu->close(device);
}

int main(void)
{
	check_roofs();
	check_judgement();
	check_machine();
	return expect_end();
}
