/* ab_side.c - one build: its executable and its rows.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/ab.h"
#include "harness/ab_child.h"

static const char suffix[] = "/real_time";

static bool is_program(const char *path)
{
	struct stat s;

	return stat(path, &s) == 0 && S_ISREG(s.st_mode) && access(path, X_OK) == 0;
}

/* Where builds and installations keep their program. */
static char *find_program(const char *path, struct qm_err *err)
{
	static const char *const inside[] = { "qmark", "harness/qmark", "bin/qmark",
		                              "build/harness/qmark" };
	struct stat s;
	char *found = NULL;

	if (stat(path, &s) != 0) {
		qm_fail(err, QM_FILE, "cannot read %s: %s", path, strerror(errno));
		return NULL;
	}
	if (!S_ISDIR(s.st_mode)) {
		found = is_program(path) ? realpath(path, NULL) : NULL;
		if (!found)
			qm_fail(err, QM_FILE, "%s is not a program: expected a qmark, or the "
			        "folder of a build", path);
		return found;
	}
	for (size_t i = 0; i < sizeof inside / sizeof inside[0]; i++) {
		char *name = NULL;

		if (asprintf(&name, "%s/%s", path, inside[i]) < 0)
			break;
		found = is_program(name) ? realpath(name, NULL) : NULL;
		free(name);
		if (found)
			return found;
	}
	qm_fail(err, QM_FILE, "%s holds no qmark: expected a build's folder, with qmark, "
	        "harness/qmark or bin/qmark", path);
	return NULL;
}

/* Selection, as the user gave it to us; each list as one word, to be freed. */
static char *joined(const struct qm_list *list)
{
	char *text = NULL;
	size_t size;
	FILE *const to = list->count ? open_memstream(&text, &size) : NULL;

	for (size_t i = 0; to && i < list->count; i++)
		fprintf(to, "%s%s", i ? "," : "", list->item[i]);
	if (to)
		fclose(to);
	return text;
}

/* Lines of `text` that name rows; our point names are without /real_time. */
static bool keep_names(struct qm_ab_side *side, const char *text, struct qm_err *err)
{
	while (*text) {
		const size_t line = strcspn(text, "\n"), end = sizeof suffix - 1;

		if (line > end && strncmp(text + line - end, suffix, end) == 0) {
			char **const grown =
				realloc(side->name, (side->names + 1) * sizeof *grown);

			if (!grown)
				return qm_fail(err, QM_WRONG, "not enough memory");
			side->name = grown;
			side->name[side->names] = strndup(text, line - end);
			if (!side->name[side->names++])
				return qm_fail(err, QM_WRONG, "not enough memory");
		}
		text += line + (text[line] != '\0');
	}
	return true;
}

static bool list_rows(struct qm_ab_side *side, const struct qm_options *o,
                      struct qm_err *err)
{
	const struct {
		const char *option;
		const struct qm_list *list;
	} lists[] = {
		{ "--suite", &o->suites },     { "--shape", &o->shapes },
		{ "--family", &o->families },  { "--kernel", &o->kernels },
		{ "--exclude", &o->excludes }, { "--device", &o->devices },
		{ "--threads", &o->threads },
	};
	char *text[sizeof lists / sizeof lists[0]];
	struct qm_arguments a = { .argv = { side->path, "run", "--benchmark_list_tests=true" },
		               .count = 3 };
	struct qm_child child = { 0 };

	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
		text[i] = joined(lists[i].list);
		qm_argument_option(&a, lists[i].option, text[i]);
	}
	qm_argument_option(&a, "--isa", o->isa);
	qm_argument_option(&a, "--filter", o->filter);

	bool ok = qm_child_run(a.argv, QM_AB_SECONDS_MAX, &child, err);

	/* Nothing matched here may still match on the other side. */
	if (ok && child.status != QM_OK && child.status != QM_USAGE)
		ok = qm_ab_blame(side, &child, err);
	ok = ok && keep_names(side, child.out, err);
	if (ok && side->names == 0) {
		qm_ab_blame(side, &child, err);
		ok = child.status == QM_OK ? qm_fail(err, QM_USAGE, "%s: nothing matched",
		                                     side->label)
		                           : qm_fail(err, QM_USAGE, "%s", err->text);
	}
	qm_child_free(&child);
	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
		free(text[i]);
	return ok;
}

bool qm_ab_side_open(struct qm_ab_side *side, const char *label, const char *path,
                     const struct qm_options *o, struct qm_err *err)
{
	side->label = label;
	side->path = find_program(path, err);
	return side->path && list_rows(side, o, err);
}

void qm_ab_side_close(struct qm_ab_side *side)
{
	for (size_t i = 0; i < side->names; i++)
		free(side->name[i]);
	free(side->name);
	free(side->path);
	memset(side, 0, sizeof *side);
}

static bool copy_file(const char *from, const char *to, struct qm_err *err)
{
	FILE *const in = fopen(from, "rb"), *const out = in ? fopen(to, "wb") : NULL;
	char part[65536];
	size_t n = 0;
	bool ok = in && out;

	while (ok && (n = fread(part, 1, sizeof part, in)) > 0)
		ok = fwrite(part, 1, n, out) == n;
	ok = ok && !ferror(in);
	if (out)
		ok = fclose(out) == 0 && ok;
	if (in)
		fclose(in);
	ok = ok && chmod(to, 0700) == 0;
	return ok || qm_fail(err, QM_FILE, "cannot copy %s to %s: %s", from, to,
	                     strerror(errno));
}

bool qm_ab_copy(const struct qm_ab_side *base, struct qm_ab_side *copy,
                struct qm_err *err)
{
	const char *const home = getenv("TMPDIR");
	char *folder = NULL;

	copy->label = "copy of base";
	if (asprintf(&folder, "%s/qmark-ab-XXXXXX", home && *home ? home : "/tmp") < 0)
		return qm_fail(err, QM_WRONG, "not enough memory");
	if (!mkdtemp(folder)) {
		qm_fail(err, QM_FILE, "cannot make %s: %s", folder, strerror(errno));
		free(folder);
		return false;
	}
	if (asprintf(&copy->path, "%s/qmark", folder) < 0)
		copy->path = NULL;
	free(folder);
	return copy->path ? copy_file(base->path, copy->path, err)
	                  : qm_fail(err, QM_WRONG, "not enough memory");
}

void qm_ab_copy_remove(struct qm_ab_side *copy)
{
	if (!copy->path)
		return;
	unlink(copy->path);
	*strrchr(copy->path, '/') = '\0';
	rmdir(copy->path);
}
