/* plot.c - qmark plot and qmark report: starts the scripts that draw, which take over.
 *
 * Their folder is what QMARK_PLOTS names, or share/qmark/plots beside the program's own
 * folder, or the one of the sources that the program was built from.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/commands.h"

static const char script[] = "plot.sh";

static bool is_there(const char *folder, char *path, size_t size)
{
	const int n = snprintf(path, size, "%s/%s", folder, script);

	return n > 0 && (size_t)n < size && access(path, R_OK) == 0;
}

/* PREFIX/bin/qmark: PREFIX/share/qmark/plots. */
static bool installed(char *path, size_t size)
{
	char program[PATH_MAX], folder[PATH_MAX + 32];
	const ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);

	if (n <= 0)
		return false;
	program[n] = '\0';
	for (int i = 0; i < 2; i++) {
		char *const slash = strrchr(program, '/');

		if (!slash)
			return false;
		*slash = '\0';
	}
	snprintf(folder, sizeof folder, "%s/share/qmark/plots", program);
	return is_there(folder, path, size);
}

static bool find(char *path, size_t size, struct qm_err *err)
{
	const char *const named = getenv("QMARK_PLOTS");

	if (named && *named)
		return is_there(named, path, size) ||
		       qm_fail(err, QM_USAGE, "QMARK_PLOTS=%s: there is no %s in it", named,
		               script);
	return installed(path, size) || is_there(QM_PLOTS, path, size) ||
	       qm_fail(err, QM_SKIPPED,
	               "the scripts that draw are not installed beside qmark, and no longer "
	               "in %s; QMARK_PLOTS may name their folder",
	               QM_PLOTS);
}

enum qm_code qm_command_draw(int argc, char **argv, struct qm_err *err)
{
	char path[PATH_MAX];
	char **const words = calloc((size_t)argc + 3, sizeof *words);

	if (!words) {
		qm_fail(err, QM_FILE, "not enough memory");
	} else if (find(path, sizeof path, err)) {
		words[0] = (char[]){ "sh" };
		words[1] = path;
		memcpy(words + 2, argv, (size_t)argc * sizeof *words);
		fflush(NULL);
		execv("/bin/sh", words);
		qm_fail(err, QM_SKIPPED, "cannot start /bin/sh: %s", strerror(errno));
	}
	free(words);
	return err->code;
}
