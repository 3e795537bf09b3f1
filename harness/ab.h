/* ab.h - two builds on this machine: is one of them slower?
 *
 * BASE and NEW take turns in short fresh processes.  What is compared is the pair: both
 * sides of one saw the same minute of the machine.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_AB_H
#define QM_AB_H

#include <stdio.h>

#include "harness/options.h"
#include "harness/wilcoxon.h"

/* All effects are logarithms of new time over base time: above 0 is slower. */

enum qm_verdict {
	QM_SAME,        /* the interval lies within the margin */
	QM_FASTER,      /* wholly below it */
	QM_SLOWER,      /* wholly above it, and again on fresh pairs */
	QM_UNCLEAR,     /* not decided, or not confirmed */
	QM_ENVIRONMENT, /* differs although the machine code is the same */
	QM_BAD_RESULT,  /* a side computed something wrong, or could not run */
	QM_UNMEASURED,  /* neither side can run it here, or there was no time */
	QM_VERDICTS
};

const char *qm_verdict_name(enum qm_verdict verdict);

enum { QM_BASE, QM_NEW, QM_COPY, QM_SIDES };

struct qm_ab_side {
	const char *label; /* base, new, copy of base */
	char *path;        /* the executable */
	char commit[64];   /* as its results say; empty: unknown */
	char **name;       /* of the chosen rows that it has */
	size_t names;
};

/* Pairs of one row, by the figure that it is judged by and by the median, in seconds. */
struct qm_ab_series {
	size_t count;
	double figure[2][QM_PAIRS_MAX], median[2][QM_PAIRS_MAX];
};

struct qm_ab_row {
	char name[256];    /* kernel/device/MxNxK/threads:T/cache */
	char family[64];
	bool control;      /* base against its own copy */
	bool code_known, code_same;
	struct qm_ab_series screen, confirm;
	double seconds;    /* that its pairs took */
	bool stopped;      /* measured no further */

	enum qm_verdict verdict;
	char reason[600];
	struct qm_effect effect, again; /* of screen, and of confirm where that has pairs */
	double p;          /* of being slower, for the rate of false discoveries */
	bool kept;         /* by Benjamini and Hochberg's rule */
	bool failing;
};

/* The geometric mean over the rows of a family whose code differs. */
struct qm_ab_family {
	char name[64];
	size_t rows;
	struct qm_effect effect, again;
	bool suspected, failing;
};

struct qm_ab_rules {
	double margin;     /* at least; logarithm, as those below */
	double fail_at, family_fail_at;
	double confidence; /* of the intervals */
	double false_rate; /* of discoveries */
	size_t pairs, pairs_max, step, confirm;
};

struct qm_ab {
	const struct qm_options *options;
	struct qm_ab_rules rules;
	struct qm_ab_side side[QM_SIDES];
	struct qm_ab_row *row; /* the chosen ones, then the controls */
	size_t rows, controls;
	struct qm_ab_family *family;
	size_t families;
	char **alone[2];       /* names that only base, or only new has */
	size_t alones[2];
	double floor, margin;  /* of the controls; what was judged by */
	uint64_t seed;
	double started, seconds;
	bool out_of_time, interrupted;
};

/* ab_side.c: the executable behind a path, its rows, and one process of it. */
bool qm_ab_side_open(struct qm_ab_side *side, const char *label, const char *path,
                     const struct qm_options *o, struct qm_err *err);
void qm_ab_side_close(struct qm_ab_side *side);
/* A copy of the base, to be removed by qm_ab_copy_remove(). */
bool qm_ab_copy(const struct qm_ab_side *base, struct qm_ab_side *copy,
                struct qm_err *err);
void qm_ab_copy_remove(struct qm_ab_side *copy);

/* What one process measured. */
struct qm_ab_sample {
	double figure, median; /* seconds */
	char code[160], commit[64], family[64];
	bool skipped;          /* nothing to run it on: err says why */
};
bool qm_ab_sample(const struct qm_ab_side *side, const char *row,
                  const struct qm_options *o, struct qm_ab_sample *sample,
                  struct qm_err *err);

/* ab_verdict.c: from pairs to verdicts; no measuring, no output. */
void qm_ab_judge(const struct qm_ab_rules *rules, double margin, struct qm_ab_row *row);
double qm_ab_floor(const struct qm_ab_rules *rules, struct qm_ab_row *controls,
                   size_t count);
/* Rows whose fresh pairs are in, and the families: the verdict over all. */
enum qm_code qm_ab_conclude(struct qm_ab *ab, struct qm_err *err);
bool qm_ab_families(struct qm_ab *ab, struct qm_err *err);
/* Fresh pairs for a finding: enough that one row among all can pass the rate. */
size_t qm_ab_confirm_pairs(const struct qm_ab_rules *rules, size_t rows);
/* The median of the pairs' new over base, by the medians of the processes. */
double qm_ab_median_effect(const struct qm_ab_series *series);
/* The typical figure of a side, in seconds. */
double qm_ab_typical(const struct qm_ab_series *series, int side);

/* ab_run.c: measures until all is decided. */
bool qm_ab_measure(struct qm_ab *ab, struct qm_err *err);

/* ab_report.c, ab_json.c, junit.c */
bool qm_ab_write(const struct qm_ab *ab, enum qm_code code, struct qm_err *err);
bool qm_ab_json(FILE *to, const struct qm_ab *ab, enum qm_code code);
bool qm_ab_junit(FILE *to, const struct qm_ab *ab);

#endif
