/* write.c - results on their way out: to standard output and to files.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/grid.h"
#include "harness/out.h"
#include "harness/write.h"

static bool file_error(struct qm_err *err, const char *path, int reason)
{
	return qm_fail(err, QM_FILE, "cannot write %s: %s", path, strerror(reason));
}

/* Devices, pipes and sockets cannot be replaced by a file; they are written to. */
static bool write_in_place(const char *path, bool (*body)(FILE *, const void *),
                           const void *arg, struct qm_err *err)
{
	FILE *const f = fopen(path, "w");

	if (!f)
		return file_error(err, path, errno);
	errno = 0;

	const bool written = body(f, arg) && fflush(f) == 0 && !ferror(f);
	const int reason = errno;

	if (fclose(f) != 0 && written)
		return file_error(err, path, errno);
	return written || file_error(err, path, reason ? reason : EIO);
}

/* The permissions a new file would have, or those of the file that is replaced. */
static mode_t mode_for(const struct stat *old)
{
	const mode_t mask = umask(0);

	umask(mask);
	return old ? old->st_mode & 07777 : 0666 & ~mask;
}

/* Contents first, then the name: a crash in between leaves the old file. */
static bool fill(int fd, const char *temporary, const char *path, mode_t mode,
                 bool (*body)(FILE *, const void *), const void *arg)
{
	FILE *const f = fdopen(fd, "w");

	if (!f) {
		close(fd);
		return false;
	}
	errno = 0;

	bool ok = fchmod(fd, mode) == 0 && body(f, arg) && fflush(f) == 0 && !ferror(f) &&
	          fsync(fd) == 0;
	const int reason = errno;

	if (fclose(f) != 0 && ok)
		return false;
	if (!ok)
		errno = reason ? reason : EIO;
	return ok && rename(temporary, path) == 0;
}

bool qm_file_replace(const char *path, bool (*body)(FILE *to, const void *arg),
                     const void *arg, struct qm_err *err)
{
	struct stat old;
	const bool exists = stat(path, &old) == 0;
	char *real = NULL, *temporary = NULL;
	int reason = 0;
	bool ok = false;

	if (exists && S_ISDIR(old.st_mode))
		return file_error(err, path, EISDIR);
	if (exists && !S_ISREG(old.st_mode))
		return write_in_place(path, body, arg, err);
	/* A link stays a link: what it points to is replaced. */
	real = exists ? realpath(path, NULL) : strdup(path);
	if (!real || asprintf(&temporary, "%s.XXXXXX", real) < 0) {
		free(real);
		return file_error(err, path, errno);
	}

	const int fd = mkstemp(temporary);

	ok = fd >= 0 &&
	     fill(fd, temporary, real, mode_for(exists ? &old : NULL), body, arg);
	reason = errno;
	if (!ok && fd >= 0)
		unlink(temporary);
	free(temporary);
	free(real);
	return ok || file_error(err, path, reason);
}

bool qm_stdout_flush(struct qm_err *err)
{
	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return true;
	return file_error(err, "standard output", errno ? errno : EIO);
}

static bool write_report(FILE *to, const struct qm_report *report, enum qm_output format)
{
	static bool (*const writers[])(FILE *, const struct qm_report *) = {
		[QM_OUT_TABLE] = qm_out_table,
		[QM_OUT_JSON] = qm_out_json,
		[QM_OUT_CSV] = qm_out_csv,
		[QM_OUT_MD] = qm_out_md,
		[QM_OUT_FOM] = qm_out_fom,
	};

	return writers[format](to, report);
}

bool qm_results_print(const struct qm_results *results, const struct qm_options *o,
                      struct qm_err *err)
{
	const struct qm_report report = {
		.results = results,
		.options = o,
		.width = qm_terminal_width(),
		.colour = o->colour,
	};

	if (!write_report(stdout, &report, o->format))
		return file_error(err, "standard output", errno);
	return qm_stdout_flush(err);
}

struct file {
	struct qm_report report;
	enum qm_output format;
};

static bool write_file(FILE *to, const void *arg)
{
	const struct file *const file = arg;

	return write_report(to, &file->report, file->format);
}

bool qm_results_write(const struct qm_results *results, const struct qm_options *o,
                      struct qm_err *err)
{
	bool ok = true;

	for (size_t i = 0; i < o->out.count; i++) {
		const struct file file = {
			.report = { .results = results, .options = o },
			.format = o->out_format[i],
		};

		if (strcmp(o->out.item[i], "-") != 0 &&
		    !qm_file_replace(o->out.item[i], write_file, &file, ok ? err : NULL))
			ok = false;
	}
	return ok;
}

/* To replace a regular file takes a writable directory; anything else is opened. */
static bool writable(const char *path, struct qm_err *err)
{
	struct stat old;
	const bool exists = stat(path, &old) == 0;
	char *const copy = exists ? realpath(path, NULL) : strdup(path);
	bool ok = copy;

	if (exists && S_ISDIR(old.st_mode))
		ok = false, errno = EISDIR;
	else if (exists && !S_ISREG(old.st_mode))
		ok = access(path, W_OK) == 0;
	else if (copy)
		ok = access(dirname(copy), W_OK | X_OK) == 0;

	const int reason = errno;

	free(copy);
	return ok || file_error(err, path, reason);
}

bool qm_results_writable(const struct qm_options *o, struct qm_err *err)
{
	for (size_t i = 0; i < o->out.count; i++)
		if (strcmp(o->out.item[i], "-") != 0 && !writable(o->out.item[i], err))
			return false;
	return true;
}
