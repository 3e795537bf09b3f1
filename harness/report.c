/* report.c - one report, to standard output and to files, each in its format.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "harness/grid.h"
#include "harness/report.h"
#include "harness/write.h"

struct output {
	qm_put_fn *put;
	const void *what;
	enum qm_output format;
};

static bool put_file(FILE *to, const void *arg)
{
	const struct output *const out = arg;

	return out->put(to, out->what, out->format, 0, false);
}

bool qm_report_write(qm_put_fn *put, const void *what, const struct qm_options *o,
                     struct qm_err *err)
{
	bool ok = put(stdout, what, o->format, qm_terminal_width(), o->colour);

	if (!ok)
		qm_fail(err, QM_WRONG, "not enough memory");
	ok = ok && qm_stdout_flush(err);
	for (size_t i = 0; i < o->out.count; i++) {
		const struct output out = { put, what, o->out_format[i] };

		if (strcmp(o->out.item[i], "-") != 0 &&
		    !qm_file_replace(o->out.item[i], put_file, &out, ok ? err : NULL))
			ok = false;
	}
	return ok;
}

bool qm_report_step_summary(qm_put_fn *put, const void *what, struct qm_err *err)
{
	const char *const path = getenv("GITHUB_STEP_SUMMARY");

	if (!path || !*path)
		return true;

	FILE *const to = fopen(path, "a");
	bool ok = to && put(to, what, QM_OUT_MD, 0, false);

	if (to)
		ok = fclose(to) == 0 && ok;
	return ok || qm_fail(err, QM_FILE, "cannot write %s: %s", path, strerror(errno));
}

void qm_time_text(char *text, size_t size, double seconds)
{
	const double ns = seconds * 1e9;

	if (!isfinite(seconds))
		snprintf(text, size, "-");
	else if (ns < 1e4)
		snprintf(text, size, "%.4g ns", ns);
	else if (ns < 1e7)
		snprintf(text, size, "%.4g us", ns * 1e-3);
	else
		snprintf(text, size, "%.4g ms", ns * 1e-6);
}
