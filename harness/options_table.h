/* options_table.h - one row for each option: parsing, help and environment follow from it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_OPTIONS_TABLE_H
#define QM_OPTIONS_TABLE_H

#include "harness/options.h"

enum {
	QM_FOR_RUN = 1,
	QM_FOR_VERIFY = 2,
	QM_FOR_LIST = 4,
	QM_FOR_INFO = 8,
	QM_FOR_AB = 16,
	QM_FOR_COMPARE = 32,
	QM_FOR_TREND = 64,
	QM_FOR_MERGE = 128,
	QM_FOR_EXPORT = 256,
	QM_FOR_HISTORY = 512,
	QM_FOR_PEAK = 1024,
	QM_FOR_TUNE = 2048,
	QM_FOR_ALL = 15 | QM_FOR_PEAK,
	QM_FOR_REPORTS = QM_FOR_AB | QM_FOR_COMPARE | QM_FOR_TREND,
	/* Those that take plain words. */
	QM_FOR_WORDS = QM_FOR_LIST | QM_FOR_REPORTS | QM_FOR_MERGE | QM_FOR_EXPORT |
	               QM_FOR_HISTORY
};

struct qm_option;

/* A value on its way into the options. */
struct qm_setting {
	const struct qm_option *option;
	const char *source; /* what the user wrote: "--seed", or "QMARK_SEED" */
	const char *value;  /* NULL: a flag without one */
	unsigned command;   /* QM_FOR_... */
};

enum qm_argument { QM_ARG_NONE, QM_ARG_NEEDED, QM_ARG_OPTIONAL };

struct qm_option {
	const char *name;
	char letter;         /* 0: none */
	unsigned commands;   /* that take it */
	enum qm_argument takes;
	const char *value;   /* what help calls its value */
	const char *initial; /* the default, as a value; NULL: none */
	const char *help;    /* NULL: left out of help */
	const char *same_as; /* the option that it is another name for */

	bool (*set)(struct qm_options *o, const struct qm_setting *s, struct qm_err *err);
	size_t field;        /* offset of what set() writes, where it serves several */
	double low, high;    /* numbers */
	bool (*check)(const struct qm_setting *s, const char *item, struct qm_err *err);
};

extern const struct qm_option qm_option_table[];
extern const size_t qm_option_count;

/* QM_FOR_... of a command's name, 0 if there is none. */
unsigned qm_command_bit(const char *command);

/* The values that the table's options take (options_set.c). */
bool qm_set_list(struct qm_options *, const struct qm_setting *, struct qm_err *);
bool qm_set_one(struct qm_options *, const struct qm_setting *, struct qm_err *);
bool qm_set_text(struct qm_options *, const struct qm_setting *, struct qm_err *);
bool qm_set_regex(struct qm_options *, const struct qm_setting *, struct qm_err *);
bool qm_set_count(struct qm_options *, const struct qm_setting *, struct qm_err *);
bool qm_set_seed(struct qm_options *, const struct qm_setting *, struct qm_err *);
bool qm_set_seconds(struct qm_options *, const struct qm_setting *, struct qm_err *);
bool qm_set_flag(struct qm_options *, const struct qm_setting *, struct qm_err *);
bool qm_set_verbose(struct qm_options *, const struct qm_setting *, struct qm_err *);
bool qm_set_when(struct qm_options *, const struct qm_setting *, struct qm_err *);
bool qm_set_format(struct qm_options *, const struct qm_setting *, struct qm_err *);
bool qm_set_out(struct qm_options *, const struct qm_setting *, struct qm_err *);

/* What the commands about regressions take (options_gate.c). */
bool qm_set_share(struct qm_options *, const struct qm_setting *, struct qm_err *);
bool qm_set_budget(struct qm_options *, const struct qm_setting *, struct qm_err *);
bool qm_set_profile(struct qm_options *, const struct qm_setting *, struct qm_err *);
bool qm_set_unclear(struct qm_options *, const struct qm_setting *, struct qm_err *);
bool qm_set_shard(struct qm_options *, const struct qm_setting *, struct qm_err *);

/* What Google Benchmark's own flags take (options_gbench.c). */
bool qm_pass_text(struct qm_options *, const struct qm_setting *, struct qm_err *);
bool qm_pass_flag(struct qm_options *, const struct qm_setting *, struct qm_err *);
bool qm_pass_seconds(struct qm_options *, const struct qm_setting *, struct qm_err *);
bool qm_pass_unit(struct qm_options *, const struct qm_setting *, struct qm_err *);
bool qm_pass_level(struct qm_options *, const struct qm_setting *, struct qm_err *);
bool qm_set_colour_flag(struct qm_options *, const struct qm_setting *, struct qm_err *);
bool qm_set_console(struct qm_options *, const struct qm_setting *, struct qm_err *);
bool qm_set_out_format(struct qm_options *, const struct qm_setting *, struct qm_err *);
/* The arguments that every run starts with. */
bool qm_pass_first(struct qm_options *o, struct qm_err *err);

/* Shared by both. */
bool qm_list_add(struct qm_list *list, const char *item, size_t length,
                 const char *source, struct qm_err *err);
bool qm_read_number(const struct qm_setting *s, const char *unit, double *x,
                    struct qm_err *err);
bool qm_read_flag(const struct qm_setting *s, bool *x, struct qm_err *err);
/* The index of `value` among words[0..count), count if it is none of them, with err. */
size_t qm_read_word(const struct qm_setting *s, const char *const *words, size_t count,
                    struct qm_err *err);

/* A file name with %h (host), %p (process), %j (job of the cluster), %r (rank) and %%
 * replaced, to be freed; NULL with err if it cannot be.
 */
char *qm_file_name(const char *pattern, const char *source, struct qm_err *err);

/* The formats that a command prints, or the suffixes of files that it writes: "a, b". */
void qm_formats_text(unsigned command, bool files, char *text, size_t size);

/* The format of run that a file's suffix stands for; false if it stands for none. */
bool qm_format_of_file(const char *path, enum qm_output *format);

#endif
