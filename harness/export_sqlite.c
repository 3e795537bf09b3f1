/* export_sqlite.c - results as a database: runs, their rows, their samples.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "harness/export.h"

#ifdef QM_HAVE_SQLITE
#include <errno.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char tables[] =
	"CREATE TABLE run (id INTEGER PRIMARY KEY, file TEXT NOT NULL, date TEXT NOT NULL,"
	" host TEXT NOT NULL, machine TEXT NOT NULL, cpu TEXT, commit_id TEXT,"
	" dirty INTEGER NOT NULL);"
	"CREATE TABLE row (id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run(id),"
	" name TEXT NOT NULL, family TEXT NOT NULL, kernel TEXT NOT NULL,"
	" device TEXT NOT NULL, m INTEGER NOT NULL, n INTEGER NOT NULL, k INTEGER NOT NULL,"
	" threads INTEGER, cache TEXT NOT NULL, ops REAL NOT NULL, min_ns REAL NOT NULL,"
	" q25_ns REAL NOT NULL, median_ns REAL NOT NULL, q75_ns REAL NOT NULL, code TEXT,"
	" UNIQUE (run, name));"
	"CREATE TABLE sample (row INTEGER NOT NULL REFERENCES row(id), number INTEGER NOT"
	" NULL, ns REAL NOT NULL, PRIMARY KEY (row, number)) WITHOUT ROWID;"
	"CREATE TABLE unmeasured (run INTEGER NOT NULL REFERENCES run(id), name TEXT NOT NULL,"
	" failed INTEGER NOT NULL, reason TEXT NOT NULL);"
	"CREATE INDEX row_name ON row (name);";

enum { RUN, ROW, SAMPLE, UNMEASURED, STATEMENTS };

static const char *const inserts[STATEMENTS] = {
	[RUN] = "INSERT INTO run (file, date, host, machine, cpu, commit_id, dirty)"
		" VALUES (?, ?, ?, ?, ?, ?, ?)",
	[ROW] = "INSERT INTO row (run, name, family, kernel, device, m, n, k, threads, cache,"
		" ops, min_ns, q25_ns, median_ns, q75_ns, code)"
		" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[SAMPLE] = "INSERT INTO sample (row, number, ns) VALUES (?, ?, ?)",
	[UNMEASURED] = "INSERT INTO unmeasured (run, name, failed, reason)"
		       " VALUES (?, ?, ?, ?)",
};

struct database {
	sqlite3 *handle;
	sqlite3_stmt *insert[STATEMENTS];
};

/* Binds values in order: s text or NULL, i whole number, d number; then inserts. */
static bool add(const struct database *db, int which, const char *kinds,
                const void *const *value)
{
	sqlite3_stmt *const insert = db->insert[which];

	for (int i = 0; kinds[i]; i++) {
		int code = SQLITE_OK;

		if (!value[i])
			code = sqlite3_bind_null(insert, i + 1);
		else if (kinds[i] == 's')
			code = sqlite3_bind_text(insert, i + 1, value[i], -1, SQLITE_TRANSIENT);
		else if (kinds[i] == 'd')
			code = sqlite3_bind_double(insert, i + 1, *(const double *)value[i]);
		else
			code = sqlite3_bind_int64(insert, i + 1,
			                          *(const sqlite3_int64 *)value[i]);
		if (code != SQLITE_OK)
			return false;
	}
	return sqlite3_step(insert) == SQLITE_DONE && sqlite3_reset(insert) == SQLITE_OK;
}

static bool add_row(const struct database *db, sqlite3_int64 run,
                    const struct qm_saved_row *r)
{
	const sqlite3_int64 size[] = { (sqlite3_int64)r->shape.m, (sqlite3_int64)r->shape.n,
		                       (sqlite3_int64)r->shape.k, (sqlite3_int64)r->threads };
	const double ns[] = { r->min * 1e9, r->q25 * 1e9, r->median * 1e9, r->q75 * 1e9 };
	const void *const value[] = {
		&run,      r->name,  r->family, r->kernel, r->device, &size[0],
		&size[1],  &size[2], r->threads ? &size[3] : NULL,    r->cache,
		&r->ops,   &ns[0],   &ns[1],    &ns[2],    &ns[3],    r->code,
	};

	if (!add(db, ROW, "issssiiiisddddds", value))
		return false;

	const sqlite3_int64 row = sqlite3_last_insert_rowid(db->handle);

	for (size_t i = 0; i < r->sample_count; i++) {
		const sqlite3_int64 number = (sqlite3_int64)i;
		const double sample = r->samples[i] * 1e9;

		if (!add(db, SAMPLE, "iid", (const void *const[]){ &row, &number, &sample }))
			return false;
	}
	return true;
}

static bool add_run(const struct database *db, const struct qm_saved *s)
{
	const sqlite3_int64 dirty = s->dirty;

	if (!add(db, RUN, "ssssssi", (const void *const[]){ s->path, s->date, s->host,
	                                                    s->machine, s->cpu, s->commit,
	                                                    &dirty }))
		return false;

	const sqlite3_int64 run = sqlite3_last_insert_rowid(db->handle);

	for (size_t i = 0; i < s->count; i++)
		if (!add_row(db, run, &s->row[i]))
			return false;
	for (size_t i = 0; i < s->troubles; i++) {
		const sqlite3_int64 failed = s->trouble[i].failed;

		if (!add(db, UNMEASURED, "isis",
		         (const void *const[]){ &run, s->trouble[i].name, &failed,
		                                s->trouble[i].reason }))
			return false;
	}
	return true;
}

static bool fill(struct database *db, const char *path, const struct qm_history *h)
{
	bool ok = sqlite3_open(path, &db->handle) == SQLITE_OK &&
	          sqlite3_exec(db->handle, "BEGIN", NULL, NULL, NULL) == SQLITE_OK &&
	          sqlite3_exec(db->handle, tables, NULL, NULL, NULL) == SQLITE_OK;

	for (size_t i = 0; ok && i < STATEMENTS; i++)
		ok = sqlite3_prepare_v2(db->handle, inserts[i], -1, &db->insert[i], NULL) ==
		     SQLITE_OK;
	for (size_t f = 0; ok && f < h->count; f++)
		ok = add_run(db, &h->file[f]);
	return ok && sqlite3_exec(db->handle, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
}

/* Beside its place first, as every file of ours. */
bool qm_export_sqlite(const char *path, const struct qm_history *h, struct qm_err *err)
{
	struct database db = { 0 };
	char *temporary = NULL;
	bool ok;

	if (asprintf(&temporary, "%s.%ld", path, (long)getpid()) < 0)
		return qm_fail(err, QM_WRONG, "not enough memory");
	ok = fill(&db, temporary, h) ||
	     qm_fail(err, QM_FILE, "cannot write %s: %s", path,
	             db.handle ? sqlite3_errmsg(db.handle) : "not enough memory");
	for (size_t i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(db.insert[i]);
	sqlite3_close(db.handle);
	if (ok && rename(temporary, path) != 0)
		ok = qm_fail(err, QM_FILE, "cannot write %s: %s", path, strerror(errno));
	if (!ok)
		unlink(temporary);
	free(temporary);
	return ok;
}

#else

bool qm_export_sqlite(const char *path, const struct qm_history *h, struct qm_err *err)
{
	(void)h;
	return qm_fail(err, QM_USAGE, "%s: this build has no SQLite (Debian: libsqlite3-dev)",
	               path);
}

#endif
