/* journal.c - what a run has measured so far: the file.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/context_json.h"
#include "harness/fingerprint.h"
#include "harness/journal.h"
#include "harness/journal_row.h"
#include "harness/machine_info.h"

/* What rows of one file must have in common. */
static json_t *head(const struct qm_options *o)
{
	char machine[17];

	qm_fingerprint_hash("", machine);
	return json_pack("{s:i, s:s, s:s, s:b, s:s, s:I, s:s, s:s, s:b}", "qmark_journal",
	                 1, "machine", machine, "commit", qm_build.commit, "dirty",
	                 qm_build.dirty, "compiler", qm_build.compiler, "seed",
	                 (json_int_t)o->seed, "data",
	                 o->data.count ? o->data.item[0] : "", "isa",
	                 o->isa ? o->isa : "", "energy", o->energy);
}

/* All of it or nothing: half a line would spoil the next. */
static bool write_line(struct qm_journal *j, const json_t *object)
{
	char *const text = json_dumps(object, JSON_COMPACT);
	const off_t before = lseek(j->fd, 0, SEEK_END);
	char *line = NULL;
	const int length = text ? asprintf(&line, "%s\n", text) : -1;
	bool ok = false;

	errno = ENOSPC; /* of a write that is merely short */
	if (length > 0 && before >= 0)
		ok = write(j->fd, line, (size_t)length) == length;
	if (!ok) {
		const int reason = errno;

		errno = ftruncate(j->fd, before) == 0 ? reason : errno;
	}
	free(line);
	free(text);
	return ok;
}

/* The run goes on, and the file keeps what it has. */
static void warn(struct qm_journal *j)
{
	if (!j->warned)
		fprintf(stderr,
		        "qmark: warning: cannot write %s: %s; the run goes on, but "
		        "--resume will measure anew what is not in it\n",
		        j->path, strerror(errno));
	j->warned = true;
}

void qm_journal_add(struct qm_journal *j, const struct qm_result *row)
{
	json_t *const object = qm_journal_row(row);

	if (!object || !write_line(j, object))
		warn(j);
	json_decref(object);
}

/* Beside the first file that is or will be a regular one. */
static void choose_path(struct qm_journal *j, const struct qm_options *o)
{
	struct stat old;

	if (o->journal) {
		snprintf(j->path, sizeof j->path, "%s", o->journal);
		j->named = strncmp(o->journal, "/proc/", 6) != 0;
		return;
	}
	for (size_t i = 0; i < o->out.count && !j->named; i++)
		if (strcmp(o->out.item[i], "-") != 0 &&
		    (stat(o->out.item[i], &old) != 0 || S_ISREG(old.st_mode))) {
			snprintf(j->path, sizeof j->path, "%s.journal", o->out.item[i]);
			j->named = true;
		}
}

static bool open_file(struct qm_journal *j, struct qm_err *err)
{
	if (*j->path) {
		j->fd = open(j->path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	} else {
		/* Not closed by exec: the next run finds it under this name. */
		j->fd = memfd_create("qmark journal", 0);
		snprintf(j->path, sizeof j->path, "/proc/self/fd/%d", j->fd);
	}
	if (j->fd < 0)
		return qm_fail(err, QM_FILE, "cannot open the journal %s: %s", j->path,
		               strerror(errno));
	if (j->named && flock(j->fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
		return qm_fail(err, QM_FILE,
		               "%s is in use: another qmark writes the same file",
		               j->path);
	return true;
}

static bool read_file(struct qm_journal *j, struct qm_err *err)
{
	struct stat s;
	ssize_t got = -1;

	if (fstat(j->fd, &s) == 0 && (j->text = calloc(1, (size_t)s.st_size + 1)))
		got = pread(j->fd, j->text, (size_t)s.st_size, 0);
	if (got < 0)
		return qm_fail(err, QM_FILE, "cannot read %s: %s", j->path,
		               strerror(errno));

	/* What is behind the last whole line was cut off. */
	char *const end = memrchr(j->text, '\n', (size_t)got);

	j->text[end ? end + 1 - j->text : 0] = '\0';
	return true;
}

/* The first thing that differs is named. */
static bool same_run(const struct qm_journal *j, const json_t *ours, struct qm_err *err)
{
	json_t *const theirs = json_loads(j->text, JSON_DISABLE_EOF_CHECK, NULL);
	const char *key;
	json_t *value;
	bool same = json_is_object(theirs) ||
	            qm_fail(err, QM_FILE, "%s is not the journal of a run", j->path);

	if (same)
		json_object_foreach((json_t *)ours, key, value)
		{
			json_t *const other = json_object_get(theirs, key);
			char *const a = json_dumps(value, JSON_ENCODE_ANY);
			char *const b = other ? json_dumps(other, JSON_ENCODE_ANY) : NULL;

			if (same && !json_equal(value, other))
				same = qm_fail(
					err, QM_FILE,
					"--resume: %s is of another run: its %s "
					"is %s, here it is %s; repeat that command, or start "
					"anew without --resume",
					j->path, key, b ? b : "missing", a ? a : "");
			free(a);
			free(b);
		}
	json_decref(theirs);
	return same;
}

static bool begin(struct qm_journal *j, const struct qm_options *o, struct qm_err *err)
{
	json_t *const ours = head(o);
	bool ok = ours || qm_fail(err, QM_WRONG, "not enough memory");

	if (ok && o->resume && *j->text) {
		ok = same_run(j, ours, err);
		if (ok && ftruncate(j->fd, (off_t)strlen(j->text)) != 0)
			warn(j);
	} else if (ok) {
		if (*j->text && !o->quiet)
			fprintf(stderr,
			        "qmark: a run was interrupted and is started anew; with "
			        "--resume %s would have been continued\n",
			        j->path);
		free(j->text);
		j->text = NULL;
		if (ftruncate(j->fd, 0) != 0 || !write_line(j, ours))
			warn(j);
	}
	json_decref(ours);
	return ok;
}

bool qm_journal_open(struct qm_journal *j, const struct qm_options *o, struct qm_err *err)
{
	*j = (struct qm_journal){ .fd = -1 };
	choose_path(j, o);
	if (o->resume && !*j->path)
		return qm_fail(err, QM_USAGE,
		               "--resume: expected --out FILE too, for the journal "
		               "lies beside it, or --journal FILE");
	return open_file(j, err) && read_file(j, err) && begin(j, o, err);
}

size_t qm_journal_restore(struct qm_journal *j, struct qm_result *row, bool *done,
                          size_t count)
{
	size_t known = 0;

	for (char *line = j->text, *end; line && (end = strchr(line, '\n'));
	     line = end + 1) {
		json_t *const object = json_loadb(line, (size_t)(end - line), 0, NULL);

		qm_journal_take(object, row, done, count);
		json_decref(object);
	}
	for (size_t i = 0; i < count; i++)
		known += done[i];
	free(j->text);
	j->text = NULL;
	return known;
}

void qm_journal_close(struct qm_journal *j, bool written)
{
	if (written && j->named)
		unlink(j->path);
	if (j->fd >= 0)
		close(j->fd);
	free(j->text);
	j->fd = -1;
	j->text = NULL;
}

char **qm_journal_restart(struct qm_journal *j, const struct qm_options *o)
{
	char **const argv = calloc((size_t)o->argc + 5, sizeof *argv);
	size_t n = 0;

	if (!argv)
		return NULL;
	snprintf(j->option, sizeof j->option, "--journal=%s", j->path);
	argv[n++] = program_invocation_name;
	argv[n++] = o->argv[0];
	for (int i = 1; i < o->argc && strcmp(o->argv[i], "--") != 0; i++)
		argv[n++] = o->argv[i];
	argv[n++] = "--resume";
	argv[n++] = j->option;
	return argv;
}
