/* options_table.c - every option, in the order of the help.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stddef.h>
#include <string.h>

#include "harness/options_check.h"
#include "harness/options_table.h"

#define FIELD(name) .field = offsetof(struct qm_options, name)
#define COUNT(a) (sizeof(a) / sizeof(a)[0])
/* As many as the exact interval takes, with room for the pairs that confirm. */
enum { QM_AB_PAIRS = 60 };
/* A row of Google Benchmark: its flags keep its spelling. */
#define GB(word) .name = "benchmark_" word, .commands = QM_FOR_RUN

enum {
	RUN = QM_FOR_RUN,
	WORK = QM_FOR_RUN | QM_FOR_VERIFY,
	AB = QM_FOR_AB,
	REPORTS = QM_FOR_REPORTS,
	SELECT = QM_FOR_RUN | QM_FOR_VERIFY | QM_FOR_AB,
	ALL = QM_FOR_ALL,
	SAYS = QM_FOR_ALL | QM_FOR_REPORTS
};

const struct qm_option qm_option_table[] = {
	{ "suite", 0, RUN | AB, QM_ARG_NEEDED, "NAME,...", NULL,
	  "shape sets (default quick, of ab gate, if there is no --shape)",
	  .set = qm_set_list, FIELD(suites) },
	{ "shape", 0, SELECT, QM_ARG_NEEDED, "MxNxK,...", NULL,
	  "C[m][n] = A[m][k] * B[k][n], such as 128x4096x4096",
	  .set = qm_set_list, FIELD(shapes), .check = qm_check_shape },
	{ "family", 0, SELECT, QM_ARG_NEEDED, "PATTERN,...", NULL,
	  "only these families, such as i8",
	  .set = qm_set_list, FIELD(families) },
	{ "kernel", 0, SELECT, QM_ARG_NEEDED, "PATTERN,...", NULL,
	  "only these kernels, such as 'i8_avx*'",
	  .set = qm_set_list, FIELD(kernels) },
	{ "exclude", 0, SELECT, QM_ARG_NEEDED, "PATTERN,...", NULL,
	  "leave out these kernels",
	  .set = qm_set_list, FIELD(excludes) },
	{ "device", 0, ALL, QM_ARG_NEEDED, "WHICH,...", NULL,
	  "id (cpu, opencl:0), number in 'qmark list devices', or part of the name "
	  "(default: every device)",
	  .set = qm_set_list, FIELD(devices) },
	{ "device", 0, AB, QM_ARG_NEEDED, "WHICH,...", "cpu",
	  "id (cpu, opencl:0), number in 'qmark list devices', or part of the name",
	  .set = qm_set_list, FIELD(devices) },
	{ "threads", 0, AB, QM_ARG_NEEDED, "N,...", "1",
	  "threads of the CPU: numbers, or all; one thread is the least noisy",
	  .set = qm_set_list, FIELD(threads), .check = qm_check_threads },
	{ "threads", 0, WORK, QM_ARG_NEEDED, "N,...", "all",
	  "threads of the CPU: numbers, or all",
	  .set = qm_set_list, FIELD(threads), .check = qm_check_threads },
	{ "threads", 0, QM_FOR_PEAK, QM_ARG_NEEDED, "N,...", "1,all",
	  "threads of the CPU: numbers, or all",
	  .set = qm_set_list, FIELD(threads), .check = qm_check_threads },
	{ "results", 0, QM_FOR_PEAK, QM_ARG_NEEDED, "FILE,...", NULL,
	  "result files of 'qmark run': the best kernel of each class, and its share",
	  .set = qm_set_list, FIELD(results) },
	{ "cache", 0, RUN, QM_ARG_NEEDED, "STATE,...", "hot",
	  "hot: products repeat; cold: each has its weights from memory",
	  .set = qm_set_list, FIELD(caches), .check = qm_check_cache },
	{ "no-peak", 0, RUN, QM_ARG_NONE, NULL, NULL,
	  "do not measure the machine's ceilings; no row is held against them",
	  .set = qm_set_flag, FIELD(no_peak) },
	{ "isa", 0, ALL | AB, QM_ARG_NEEDED, "NAME,...", NULL,
	  "instruction sets that may be used: avx2,avxvnni = these; -avx512vnni = all but "
	  "this; all; none",
	  .set = qm_set_text, FIELD(isa) },
	{ "filter", 0, RUN | AB, QM_ARG_NEEDED, "REGEX", NULL,
	  "only rows whose name this matches; a leading '-' leaves them out",
	  .set = qm_set_regex, FIELD(filter) },
	{ "data", 0, RUN, QM_ARG_NEEDED, "KIND", NULL,
	  "what the data are: normal, codes, extreme, special, zero (default normal)",
	  .set = qm_set_one, FIELD(data), .check = qm_check_data },
	{ "data", 0, QM_FOR_VERIFY, QM_ARG_NEEDED, "KIND,...", NULL,
	  "what the data are: normal, codes, extreme, special, zero (default: each)",
	  .set = qm_set_list, FIELD(data), .check = qm_check_data },
	{ "seed", 0, WORK, QM_ARG_NEEDED, "N", "1", "where the random data start",
	  .set = qm_set_seed },
	{ "seed", 0, AB, QM_ARG_NEEDED, "N", NULL,
	  "where the random order of pairs starts (default: the clock; it is reported)",
	  .set = qm_set_seed },
	{ "seeds", 0, QM_FOR_VERIFY, QM_ARG_NEEDED, "N", "3",
	  "how many seeds, from --seed on",
	  .set = qm_set_count, FIELD(seeds), 1, 1000000 },
	{ "repetitions", 0, AB, QM_ARG_NEEDED, "N", "12", "samples of each process",
	  .set = qm_set_count, FIELD(repetitions), 1, 100000 },
	{ "min-time", 0, AB, QM_ARG_NEEDED, "SECONDS", "0.004",
	  "the least time of each sample",
	  .set = qm_set_seconds, FIELD(min_time), 1e-6, 3600 },
	{ "pairs", 0, AB, QM_ARG_NEEDED, "N", "10", "pairs of processes that each row gets",
	  .set = qm_set_count, FIELD(pairs), 8, QM_AB_PAIRS },
	{ "max-pairs", 0, AB, QM_ARG_NEEDED, "N", "30", "pairs of a row that stays unclear",
	  .set = qm_set_count, FIELD(pairs_max), 8, QM_AB_PAIRS },
	{ "budget", 0, AB, QM_ARG_NEEDED, "TIME", "8m",
	  "no new pairs after 90s, 8m or 1h; findings are confirmed all the same",
	  .set = qm_set_budget, FIELD(budget) },
	{ "margin", 0, REPORTS, QM_ARG_NEEDED, "PERCENT", NULL,
	  "differences up to this are none (default 1 %, of compare 5 %); noise widens it",
	  .set = qm_set_share, FIELD(margin), 0.01, 100 },
	{ "fail-at", 0, AB, QM_ARG_NEEDED, "PERCENT", NULL,
	  "a confirmed slow-down fails from here on (default: as --profile says)",
	  .set = qm_set_share, FIELD(fail_at), 0.01, 1000 },
	{ "profile", 0, AB, QM_ARG_NEEDED, "NAME", "own",
	  "own: fails at 3 %; shared: a machine that serves others too, fails at 5 %",
	  .set = qm_set_profile },
	{ "on-unclear", 0, AB, QM_ARG_NEEDED, "WHAT", "pass",
	  "pass, or fail (with 4) if some row could not be decided",
	  .set = qm_set_unclear },
	{ "ignore-code", 0, AB, QM_ARG_NONE, NULL, NULL,
	  "judge by times alone, even rows whose machine code is the same in both builds",
	  .set = qm_set_flag, FIELD(ignore_code) },
	{ "force", 0, QM_FOR_COMPARE, QM_ARG_NONE, NULL, NULL,
	  "different machines: compare shares of each one's ceiling",
	  .set = qm_set_flag, FIELD(force) },
	{ "gate", 0, QM_FOR_COMPARE | QM_FOR_TREND, QM_ARG_NONE, NULL, NULL,
	  "end with 1 if something looks slower",
	  .set = qm_set_flag, FIELD(gate) },
	{ "repetitions", 0, RUN, QM_ARG_NEEDED, "N", "9", "samples of each row",
	  .set = qm_set_count, FIELD(repetitions), 1, 100000 },
	{ "min-time", 0, RUN, QM_ARG_NEEDED, "SECONDS", "0.01",
	  "the least time of each sample",
	  .set = qm_set_seconds, FIELD(min_time), 1e-6, 3600 },
	{ "shard", 0, RUN, QM_ARG_NEEDED, "I/N", NULL,
	  "only part I of N, for job arrays; I counts from 1; see 'qmark merge'",
	  .set = qm_set_shard },
	{ "format", 0, SAYS, QM_ARG_NEEDED, "FORMAT", "table", "of standard output",
	  .set = qm_set_format },
	{ "out", 0, QM_FOR_MERGE | QM_FOR_EXPORT, QM_ARG_NEEDED, "FILE", NULL,
	  "into this file instead of standard output; %h, %p, %j, %r: see 'qmark run'",
	  .set = qm_set_out },
	{ "out", 0, WORK | REPORTS, QM_ARG_NEEDED, "FILE,...", NULL,
	  "also into files, %h: host, %p: process, %j: cluster job, %r: rank; the suffix "
	  "says the format",
	  .set = qm_set_out },
	{ "color", 0, SAYS, QM_ARG_NEEDED, "WHEN", "auto", "auto, always or never",
	  .set = qm_set_when, FIELD(colour_when) },
	{ "no-progress", 0, WORK | AB, QM_ARG_NONE, NULL, NULL, "no progress line",
	  .set = qm_set_flag, FIELD(no_progress) },
	{ "no-chart", 0, RUN, QM_ARG_NONE, NULL, NULL,
	  "no bars below the table, which a terminal gets",
	  .set = qm_set_flag, FIELD(no_chart) },
	{ "quiet", 'q', SAYS | QM_FOR_MERGE | QM_FOR_EXPORT | QM_FOR_HISTORY, QM_ARG_NONE, NULL, NULL, "no progress, no summary",
	  .set = qm_set_flag, FIELD(quiet) },
	{ "verbose", 'v', SAYS, QM_ARG_NONE, NULL, NULL, "say more; -vv: still more",
	  .set = qm_set_verbose },

	{ GB("filter"), QM_ARG_NEEDED, .same_as = "filter",
	  .set = qm_set_regex, FIELD(filter) },
	{ GB("list_tests"), QM_ARG_OPTIONAL,
	  .set = qm_set_flag, FIELD(list_tests) },
	{ GB("repetitions"), QM_ARG_NEEDED, .same_as = "repetitions",
	  .set = qm_set_count,
	  FIELD(repetitions), 1, 100000 },
	{ GB("min_time"), QM_ARG_NEEDED, .same_as = "min-time",
	  .set = qm_set_seconds,
	  FIELD(min_time), 1e-6, 3600 },
	{ GB("out"), QM_ARG_NEEDED,
	  .set = qm_set_text, FIELD(benchmark_out) },
	{ GB("out_format"), QM_ARG_NEEDED,
	  .set = qm_set_out_format, FIELD(benchmark_out_format) },
	{ GB("format"), QM_ARG_NEEDED, .same_as = "format",
	  .set = qm_set_console },
	{ GB("color"), QM_ARG_OPTIONAL, .same_as = "color",
	  .set = qm_set_colour_flag },
	{ GB("context"), QM_ARG_NEEDED,
	  .set = qm_set_list, FIELD(context),
	  .check = qm_check_pair },
	{ GB("min_warmup_time"), QM_ARG_NEEDED,
	  .set = qm_pass_seconds, .high = 3600 },
	{ GB("enable_random_interleaving"), QM_ARG_OPTIONAL,
	  .set = qm_pass_flag },
	{ GB("report_aggregates_only"), QM_ARG_OPTIONAL,
	  .set = qm_pass_flag },
	{ GB("display_aggregates_only"), QM_ARG_OPTIONAL,
	  .set = qm_pass_flag },
	{ GB("counters_tabular"), QM_ARG_OPTIONAL,
	  .set = qm_pass_flag },
	{ GB("time_unit"), QM_ARG_NEEDED,
	  .set = qm_pass_unit },
	{ GB("perf_counters"), QM_ARG_NEEDED,
	  .set = qm_pass_text },
	{ "v", 0, RUN, QM_ARG_NEEDED,
	  .set = qm_pass_level, .high = 9 },
};

const size_t qm_option_count = COUNT(qm_option_table);

unsigned qm_command_bit(const char *command)
{
	static const struct {
		const char *name;
		unsigned bit;
	} commands[] = {
		{ "run", QM_FOR_RUN },
		{ "verify", QM_FOR_VERIFY },
		{ "list", QM_FOR_LIST },
		{ "info", QM_FOR_INFO },
		{ "peak", QM_FOR_PEAK },
		{ "ab", QM_FOR_AB },
		{ "compare", QM_FOR_COMPARE },
		{ "trend", QM_FOR_TREND },
		{ "merge", QM_FOR_MERGE },
		{ "export", QM_FOR_EXPORT },
		{ "history", QM_FOR_HISTORY },
	};

	for (size_t i = 0; i < COUNT(commands); i++)
		if (strcmp(commands[i].name, command) == 0)
			return commands[i].bit;
	return 0;
}
