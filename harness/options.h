/* options.h - what the user asked for, from the command line and the environment.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_OPTIONS_H
#define QM_OPTIONS_H

#include "kernels/fill.h"
#include "kernels/qm.h"

enum { QM_LIST_MAX = 512 };

/* A list option: comma-separated, repeatable. */
struct qm_list {
	size_t count;
	char *item[QM_LIST_MAX]; /* owned by the list */
};

enum qm_output {
	QM_OUT_TABLE,
	QM_OUT_JSON,
	QM_OUT_CSV,
	QM_OUT_MD,
	QM_OUT_FOM,  /* one line a figure, for ReFrame and Ramble */
	QM_OUT_JUNIT,
	QM_OUT_SQLITE
};

enum qm_when { QM_AUTO, QM_ALWAYS, QM_NEVER };

struct qm_options {
	/* Which points: shell patterns against names; an empty list means every one. */
	struct qm_list suites;   /* names of shape sets; run: "quick" if no shape is given */
	struct qm_list shapes;   /* MxNxK, checked */
	struct qm_list families;
	struct qm_list kernels;
	struct qm_list excludes; /* patterns of kernels */
	struct qm_list devices;  /* id, index or part of the name: qm_devices_choose() */
	struct qm_list threads;  /* numbers or "all", checked; never empty */
	struct qm_list data;     /* verify: kinds of data; run: one at most; checked */
	const char *filter;      /* extended regular expression over row names, NULL: none;
	                            one that begins with '-' takes away what it matches */
	const char *isa;         /* NULL: no restriction */

	uint64_t seed;
	size_t seeds;            /* verify: how many seeds, from `seed` on */
	size_t repetitions;
	double min_time;         /* seconds of each repetition */

	enum qm_output format;   /* of standard output */
	struct qm_list out;      /* files; "-" is standard output */
	enum qm_output out_format[QM_LIST_MAX]; /* of each file, by its suffix */
	bool quiet;              /* no progress, no summary on stderr */
	unsigned verbose;
	bool colour, progress;   /* resolved: terminal, NO_COLOR, --color, --quiet */
	enum qm_when colour_when; /* --color, unresolved */
	bool no_progress;         /* --no-progress, unresolved */
	bool no_chart;            /* run: no bars below the table */

	/* Flags for Google Benchmark, argv[0] first, NULL at the end.  The library takes
	 * out the pointers that it has read; `passed` owns the texts.
	 */
	int benchmark_argc;
	char **benchmark_argv;
	struct qm_list passed;
	struct qm_list caches;   /* run: hot, cold; checked; never empty */
	bool tune, no_tune;      /* run: search for variants, or know of none */
	bool no_peak;            /* run: rows without ceilings */
	bool energy;             /* run: measure it too */
	bool peers;              /* other projects' libraries too */
	const char *versus;      /* run: best-peer or a library, which ours is held against; NULL */
	bool dry_run;            /* run: say what would be done */
	bool resume;             /* run: go on from the journal */
	const char *journal;     /* run: its file, NULL: beside the first of `out` */
	bool doctor;             /* info: what makes numbers unreliable */
	struct qm_list results;  /* peak: result files */
	bool list_tests;         /* --benchmark_list_tests */
	const char *benchmark_out; /* one more file, here also in `out` */
	const char *benchmark_out_format;
	struct qm_list context;  /* key=value of --benchmark_context */

	size_t shard, shards;    /* run: part `shard` of 1..shards; 0 of 0: everything */

	/* Regressions: ab, compare, trend, merge. */
	size_t pairs, pairs_max; /* of each row: at first, and at most */
	double fail_at, margin;  /* shares, 0.03 for 3 %; fail_at 0: as the profile says */
	double budget;           /* seconds; 0: none (run) */
	bool shared;             /* the machine does other people's work too */
	bool unclear_fails;
	bool ignore_code;        /* equal machine code is no excuse */
	bool force, gate;

	const char *command;     /* run, verify, list, info, ... */
	int argc;                /* as main() got them, the command first */
	char **argv;
	char *command_line;      /* as it was typed, quoted for a shell */
	struct qm_list words;    /* what follows the options: list [kernels|...] */
};

/* Reads argv[1..argc) for the command argv[0] of that name, and the environment for what
 * the arguments leave open.  False with QM_USAGE and the reason; false with QM_OK if help
 * was asked for.  qm_options_free() is right after either.
 */
bool qm_options_parse(const char *command, int argc, char **argv, struct qm_options *o,
                      struct qm_err *err);
void qm_options_free(struct qm_options *o);

/* The options of a command, with defaults, to standard output: for --help. */
void qm_options_help(const char *command);

#endif
