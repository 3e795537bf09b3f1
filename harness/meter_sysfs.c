/* meter_sysfs.c - meters that are files: powercap (RAPL) and hwmon.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "harness/meter.h"
#include "harness/tree.h"

#define POWERCAP "/sys/class/powercap"
#define HWMON "/sys/class/hwmon"

enum { NAMES = 256 };

static void join(char *to, size_t size, const char *folder, const char *name, const char *end)
{
	snprintf(to, size, "%s/%s/%s", folder, name, end);
}

/* Only if it can be read now; else the reason and what helps. */
static bool readable(const struct qm_meter *m, const char *root, struct qm_text *why)
{
	double x;

	if (qm_meter_read(m, root, &x))
		return true;

	const int reason = errno;

	if (why->used && why->at[why->used - 1] != ' ')
		qm_text_add(why, ", ");
	qm_text_add(why, "%s: cannot read %s: %s", m->source, m->path[0],
	            reason == EINVAL ? "it holds no number" : strerror(reason));
	if (reason == EACCES || reason == EPERM)
		qm_text_add(why, " (sudo chmod a+r %s)", m->path[0]);
	return false;
}

size_t qm_powercap_find(const char *root, struct qm_meter *to, size_t room, struct qm_text *why)
{
	char zone[NAMES][QM_TREE_NAME];
	const size_t zones = qm_tree_list(root, POWERCAP, "intel-rapl:*", zone, NAMES);
	size_t count = 0, refused = 0;

	for (size_t i = 0; i < zones && count < room; i++) {
		struct qm_meter m = { .source = "powercap", .unit = 1e-6, .fd = -1 };
		char path[256];
		double range;

		/* Packages and their memory: core and uncore are parts of a package, psys is
		 * more than the processor.
		 */
		join(path, sizeof path, POWERCAP, zone[i], "name");
		if (!qm_tree_text(root, path, m.domain, sizeof m.domain) ||
		    (strncmp(m.domain, "package", 7) != 0 && strcmp(m.domain, "dram") != 0))
			continue;
		join(m.path[0], sizeof m.path[0], POWERCAP, zone[i], "energy_uj");
		join(path, sizeof path, POWERCAP, zone[i], "max_energy_range_uj");
		if (qm_tree_number(root, path, &range) && range > 0)
			m.range = range * m.unit;
		if (readable(&m, root, why))
			to[count++] = m;
		else
			refused++;
	}
	/* Half of the packages would be a wrong figure, not a smaller one. */
	if (refused)
		return 0;
	if (count == 0)
		qm_text_add(why, "powercap: no package under " POWERCAP
		            " (a virtual machine shows none; else: sudo modprobe intel_rapl_msr)");
	return count;
}

/* What is known to be the processor's, or the whole board's: chip and label, best first.  Of
 * other sensors nobody can tell what they add up to.
 */
static const struct {
	const char *chip, *label, *value, *current;
	double unit;
	bool shows_watts;
} known[] = {
	{ "amd_energy", "Esocket*", "energy*_input", NULL, 1e-6, false },
	/* Jetson: millivolts and milliamperes of the module's input, or of the CPU's rail. */
	{ "ina3221*", "VDD_IN", "in*_input", "curr", 1e-6, true },
	{ "ina3221*", "POM_5V_IN", "in*_input", "curr", 1e-6, true },
	{ "ina3221*", "*CPU*", "in*_input", "curr", 1e-6, true },
	{ "power_meter", "*", "power*_average", NULL, 1e-6, true },
};

/* in3_input -> in3_label, curr3_input. */
static void sibling(char *to, size_t size, const char *folder, const char *input,
                    const char *kind, const char *end)
{
	const size_t word = strcspn(input, "0123456789");
	const size_t digits = strspn(input + word, "0123456789");

	snprintf(to, size, "%s/%.*s%.*s_%s", folder, kind ? (int)strlen(kind) : (int)word,
	         kind ? kind : input, (int)digits, input + word, end);
}

static size_t find_known(const char *root, size_t row, const char *folder, struct qm_meter *to,
                         size_t room, struct qm_text *why)
{
	char input[NAMES][QM_TREE_NAME];
	const size_t inputs = qm_tree_list(root, folder, known[row].value, input, NAMES);
	size_t count = 0;

	for (size_t i = 0; i < inputs && count < room; i++) {
		struct qm_meter m = { .source = "hwmon", .fd = -1 };
		char path[256];

		sibling(path, sizeof path, folder, input[i], NULL, "label");
		if (!qm_tree_text(root, path, m.domain, sizeof m.domain))
			snprintf(m.domain, sizeof m.domain, "%s", input[i]);
		if (fnmatch(known[row].label, m.domain, 0) != 0)
			continue;
		m.unit = known[row].unit;
		m.shows_watts = known[row].shows_watts;
		snprintf(m.path[0], sizeof m.path[0], "%s/%s", folder, input[i]);
		if (known[row].current)
			sibling(m.path[1], sizeof m.path[1], folder, input[i],
			        known[row].current, "input");
		if (!readable(&m, root, why))
			return 0;
		to[count++] = m;
	}
	return count;
}

size_t qm_hwmon_find(const char *root, struct qm_meter *to, size_t room, struct qm_text *why)
{
	char chip[NAMES][QM_TREE_NAME];
	const size_t chips = qm_tree_list(root, HWMON, "hwmon*", chip, NAMES);
	const size_t before = why->used;

	for (size_t row = 0; row < sizeof known / sizeof known[0]; row++) {
		size_t count = 0;

		for (size_t i = 0; i < chips; i++) {
			char path[128], name[64], folder[128];

			join(path, sizeof path, HWMON, chip[i], "name");
			snprintf(folder, sizeof folder, HWMON "/%s", chip[i]);
			if (qm_tree_text(root, path, name, sizeof name) &&
			    fnmatch(known[row].chip, name, 0) == 0)
				count += find_known(root, row, folder, to + count, room - count,
				                    why);
		}
		if (count)
			return count;
	}
	if (why->used == before)
		qm_text_add(why, "hwmon: no sensor under " HWMON " that is known to be the processor's");
	return 0;
}

bool qm_meter_read(const struct qm_meter *m, const char *root, double *x)
{
	double current = 1, raw;
	uint64_t count;

	if (m->query) {
		errno = EIO;
		return m->query(m->handle, x) == 0;
	}
	if (m->fd >= 0) {
		if (read(m->fd, &count, sizeof count) != (ssize_t)sizeof count)
			return false;
		*x = (double)count * m->unit;
		return true;
	}
	if (!qm_tree_number(root, m->path[0], &raw) ||
	    (*m->path[1] && !qm_tree_number(root, m->path[1], &current)))
		return false;
	*x = raw * current * m->unit;
	return true;
}
