/* energy_test.c - the measuring code, against a made-up sysfs and a made-up NVML.
 *
 *   energy_test path/to/fake_nvml.so
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "harness/energy.h"
#include "harness/energy_model.h"
#include "tests/expect.h"
#include "tests/fake_tree.h"

#define CAP "/sys/class/powercap/"
#define MON "/sys/class/hwmon/hwmon3/"

static char root[256];
static const char *nvml;

static bool about(double x, double y)
{
	return fabs(x - y) <= 1e-6 * fabs(y);
}

static void zone(const char *name, const char *domain, double microjoules)
{
	char path[128], text[64];

	snprintf(path, sizeof path, CAP "%s/name", name);
	fake_tree_put(root, path, domain);
	snprintf(path, sizeof path, CAP "%s/max_energy_range_uj", name);
	fake_tree_put(root, path, "1000000000\n");
	snprintf(path, sizeof path, CAP "%s/energy_uj", name);
	snprintf(text, sizeof text, "%.0f\n", microjoules);
	fake_tree_put(root, path, text);
}

static struct qm_meters *meters(bool is_cpu, const char *name)
{
	const struct qm_energy_place place = { root, nvml };
	struct qm_device_info device = { .is_cpu = is_cpu };

	snprintf(device.name, sizeof device.name, "%s", name);
	return qm_meters_open(&place, &device);
}

/* A product takes 50 ms; package 0 counts past its range, and 30 J in all. */
static bool spend(void *arg)
{
	static const struct timespec nap = { 0, 50000000 };
	int *const products = arg;

	nanosleep(&nap, NULL);
	++*products;
	zone("intel-rapl:0", "package-0\n", *products < 10 ? 999000000 : 9000000);
	zone("intel-rapl:1", "package-1\n", 5000000 + 1e6 * *products);
	return true;
}

static void check_powercap(void)
{
	int products = 0;
	struct qm_energy e;

	zone("intel-rapl:0", "package-0\n", 999000000);
	zone("intel-rapl:1", "package-1\n", 5000000);
	zone("intel-rapl:0:0", "core\n", 5);
	zone("intel-rapl:0:1", "dram\n", 7000000);

	struct qm_meters *const m = meters(true, "");

	expect(m && !*qm_meters_why(m), "powercap is found");
	qm_energy_window(m, spend, &products, &e);
	expect(e.measured && !*e.reason, "a window is measured");
	expect(e.seconds >= 1 && e.seconds < 10, "of a second and more");
	expect(e.products == (uint64_t)products && products >= 10,
	       "its products are counted");
	expect(about(e.joules, 10 + products),
	       "a counter that starts again, and two packages");
	expect(strcmp(e.source, "powercap") == 0, "the source");
	expect(strcmp(e.domains, "package-0 + dram + package-1") == 0, e.domains);
	expect(about(qm_energy_gross(&e), e.joules / (double)products), "gross");
	e.idle_watts = 3;
	expect(about(qm_energy_net(&e), (e.joules - 3 * e.seconds) / (double)products),
	       "idling is subtracted");
	e.idle_watts = 1000;
	expect(qm_energy_net(&e) == 0, "never below nothing");
	qm_meters_close(m);
}

static bool end_early(void *arg)
{
	(void)arg;
	return false;
}

static bool spoil(void *arg)
{
	static const struct timespec nap = { 0, 100000000 };

	(void)arg;
	nanosleep(&nap, NULL);
	fake_tree_put(root, CAP "intel-rapl:1/energy_uj", "much\n");
	return true;
}

static void check_trouble(void)
{
	struct qm_meters *const m = meters(true, "");
	struct qm_energy e;

	qm_energy_window(m, end_early, NULL, &e);
	expect(!e.measured && strstr(e.reason, "did not move"), e.reason);
	qm_energy_window(m, spoil, NULL, &e);
	expect(!e.measured && strstr(e.reason,
	                             "powercap package-1: what it says is not a number"),
	       e.reason);
	qm_meters_close(m);
}

/* What root reads in spite of its mode, others are told how to get at. */
static void check_refused(void)
{
	char path[512];

	zone("intel-rapl:1", "package-1\n", 5000000);
	snprintf(path, sizeof path, "%s" CAP "intel-rapl:1/energy_uj", root);
	chmod(path, 0);
	if (access(path, R_OK) != 0) {
		struct qm_meters *const m = meters(true, "");
		struct qm_energy e;
		int products = 0;

		expect(strstr(qm_meters_why(m),
		              "sudo chmod a+r " CAP "intel-rapl:1/energy_uj"),
		       qm_meters_why(m));
		qm_energy_window(m, spend, &products, &e);
		expect(!e.measured && e.asked && products == 0, "no meter, no window");
		qm_meters_close(m);
	}
	unlink(path);
}

static void check_hwmon(void)
{
	int products = 0;
	struct qm_energy e;

	fake_tree_put(root, CAP "intel-rapl:0/name", "psys\n");
	fake_tree_put(root, CAP "intel-rapl:0:1/name", "psys\n");
	fake_tree_put(root, MON "name", "ina3221\n");
	fake_tree_put(root, MON "in1_label", "VDD_IN\n");
	fake_tree_put(root, MON "in1_input", "5000\n");   /* mV */
	fake_tree_put(root, MON "curr1_input", "2000\n"); /* mA */
	fake_tree_put(root, MON "in2_label", "VDD_CPU_GPU_CV\n");
	fake_tree_put(root, MON "in2_input", "5000\n");
	fake_tree_put(root, MON "curr2_input", "1000\n");

	struct qm_meters *const m = meters(true, "");

	qm_meters_idle(m, 0.3);
	qm_energy_window(m, spend, &products, &e);
	expect(e.measured && fabs(e.joules / e.seconds - 10) < 1e-6, "10 W of the board");
	expect(fabs(e.idle_watts - 10) < 1e-6 && qm_energy_net(&e) < 1e-9,
	       "all of it idle");
	expect(strcmp(e.domains, "VDD_IN") == 0 && strcmp(e.source, "hwmon") == 0,
	       e.domains);
	qm_meters_close(m);
}

static void check_nvml(void)
{
	int products = 0;
	struct qm_energy e;
	struct qm_meters *m = meters(false, "NVIDIA Abacus");

	qm_energy_window(m, spend, &products, &e);
	expect(e.measured && fabs(e.joules / e.seconds - 50) < 1, "50 W of a board");
	expect(strcmp(e.source, "nvml") == 0 && strcmp(e.domains, "board") == 0,
	       e.domains);
	qm_meters_close(m);
	m = meters(false, "NVIDIA Slide Rule");
	expect(strstr(qm_meters_why(m), "0 devices are called"), qm_meters_why(m));
	qm_meters_close(m);
	nvml = "libno-such-nvml.so";
	m = meters(false, "NVIDIA Abacus");
	expect(strstr(qm_meters_why(m), "is not installed"), qm_meters_why(m));
	qm_meters_close(m);
	m = meters(false, "Abacus");
	expect(strstr(qm_meters_why(m), "no meter is known"), qm_meters_why(m));
	qm_meters_close(m);
}

static void check_none(void)
{
	struct qm_energy e;
	struct qm_meters *const m = meters(true, "");

	qm_energy_window(m, end_early, NULL, &e);
	expect(e.asked && !e.measured && strstr(e.reason, "powercap: no package") &&
	               strstr(e.reason, "modprobe intel_rapl_msr") &&
	               strstr(e.reason, "perf: ") && strstr(e.reason, "hwmon: "),
	       e.reason);
	qm_meters_close(m);
}

/* By hand: an 8-bit product 0.2 pJ and its sum 0.1 pJ are two operations. */
static void check_model(void)
{
	const struct qm_kernel kernel = { .name = "i8_x",
		                          .family = qm_family_find("i8"),
		                          .tile = { 4, 16, 1 } };
	struct qm_result row = { .kernel = &kernel,
		                 .shape = { 10, 100, 1000 },
		                 .cache = "hot",
		                 .a_bytes = 10000,
		                 .b_bytes = 100000 };
	const struct qm_energy_model *const m = &qm_energy_models[0];
	/* Once: 10 kB, 100 kB and 4 kB, at 12.5 pJ; each step of a tile reads a byte of A for
	 * 16 columns and one of B for 4 rows, at 2.5 pJ.
	 */
	const double once = 114000 * 12.5 / 2e6, tiles = 2.5 * (1 / 16.0 + 1 / 4.0) / 2;
	struct qm_modelled x = qm_energy_modelled(m, &row, 1 << 20);

	expect(about(x.arithmetic, 0.15) && about(x.memory, once + tiles) &&
	               strcmp(x.level, "cache") == 0,
	       "int8 in the cache");
	x = qm_energy_modelled(m, &row, 100000);
	expect(about(x.memory, 114000 * 162.5 / 2e6 + tiles) &&
	               strcmp(x.level, "dram") == 0,
	       "and from DRAM");
	row.cache = "cold";
	expect(strcmp(qm_energy_modelled(m, &row, 1 << 20).level, "dram") == 0,
	       "cold is DRAM");

	struct qm_kernel floats = kernel;

	floats.family = qm_family_find("f32");
	row.kernel = &floats;
	expect(about(qm_energy_modelled(m, &row, 1 << 20).arithmetic, (3.7 + 0.9) / 2), "floats");
	floats.family = qm_family_find("s24f");
	expect(about(qm_energy_modelled(m, &row, 1 << 20).arithmetic, (3.7 + 0.9) / 4),
	       "half of sparse products are done");
	fake_tree_put(root, "/sys/devices/system/cpu/cpu0/cache/index0/size", "48K\n");
	fake_tree_put(root, "/sys/devices/system/cpu/cpu0/cache/index3/size", "32M\n");
	expect(qm_largest_cache(root) == (size_t)32 << 20, "the last-level cache");
}

int main(int argc, char **argv)
{
	if (argc != 2 || !fake_tree_make(root, sizeof root)) {
		printf("usage: energy_test path/to/fake_nvml.so\n");
		return 2;
	}
	nvml = argv[1];
	check_none();
	check_powercap();
	check_trouble();
	check_refused();
	check_hwmon();
	check_nvml();
	check_model();
	fake_tree_remove(root);
	return expect_end();
}
