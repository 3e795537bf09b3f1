/* saved.h - a result file, read back: ours, or plain Google Benchmark JSON.
 *
 * Files come from other machines, other versions and other people's editors.  Whatever is
 * not as results/SCHEMA.md says is refused with QM_FILE, the file, the place and what was
 * expected there; fields that are not known are left alone.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_SAVED_H
#define QM_SAVED_H

#include <jansson.h>

#include "kernels/qm.h"

/* Texts belong to the document. */
struct qm_saved_row {
	const char *name;
	const char *family, *kernel, *device, *cache; /* NULL in a plain file */
	struct qm_shape shape;
	size_t threads;      /* 0: the device's own affair, or unknown */
	double min, q25, median, q75; /* seconds for one product */
	double *samples;
	size_t sample_count;
	double ops;          /* of one product; 0: unknown */
	const char *code;    /* identity of the machine code; NULL: unknown */
	double share;        /* of the machine's ceiling; 0: unknown */
	json_t *json;
};

/* A row without a time. */
struct qm_saved_trouble {
	const char *name, *reason;
	bool failed; /* not merely skipped */
};

struct qm_saved {
	char *path;
	json_t *document;
	bool plain;              /* Google Benchmark's, not ours */
	const char *date, *host; /* as the file says; host "" if it does not */
	double time;             /* the date, in seconds since 1970; 0: unknown */
	const char *commit;      /* NULL: unknown */
	bool dirty;
	const char *cpu;         /* NULL: unknown */
	char machine[200];       /* equal: times can be compared */
	struct qm_saved_row *row;
	size_t count;
	struct qm_saved_trouble *trouble;
	size_t troubles;
};

/* qm_saved_free() is right after either answer. */
bool qm_saved_read(const char *path, struct qm_saved *to, struct qm_err *err);
/* The same of text in memory; `path` is what it is called in errors. */
bool qm_saved_parse(const char *text, size_t length, const char *path, struct qm_saved *to,
                    struct qm_err *err);
void qm_saved_free(struct qm_saved *saved);

/* The row of that name, or NULL. */
const struct qm_saved_row *qm_saved_find(const struct qm_saved *saved, const char *name);

/* The figure that the row is judged by: only threads and devices with a will of their own
 * make a run luckier than the code is, so a single thread's best time is the code's.
 */
double qm_saved_figure(const struct qm_saved_row *row);

#endif
