/* main.c - the commands of qmark, their help, and how the program ends.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/backends.h"
#include "harness/commands.h"
#include "harness/gbench.h"
#include "harness/machine_info.h"
#include "harness/text.h"
#include "harness/write.h"

struct command {
	const char *name, *idea, *usage, *examples;
	/* NULL: a script's, which is given the arguments as they are. */
	enum qm_code (*run)(const struct qm_options *o, struct qm_err *err);
};

static const struct command commands[] = {
	{ "info", "the machine, its instruction sets and its devices", "[options]",
	  "  qmark info\n"
	  "  qmark info --doctor             what makes numbers unreliable, and what mends it\n"
	  "  qmark info --format json\n",
	  qm_command_info },
	{ "list", "what there is: kernels, families, shapes, devices",
	  "[kernels|families|shapes|devices] [options]",
	  "  qmark list kernels              and why one cannot run here\n"
	  "  qmark list shapes --format md\n",
	  qm_command_list },
	{ "verify",
	  "every kernel that can run, against its scalar reference, bit for bit",
	  "[options]",
	  "  qmark verify\n"
	  "  qmark verify --family i8 --data extreme --seeds 10\n"
	  "  qmark verify --kernel 'i8_avx*' --shape 3x5x7\n",
	  qm_command_verify },
	{ "peak", "what this machine can do at most: instructions and memory", "[options]",
	  "  qmark peak\n"
	  "  qmark peak --threads all --format md\n"
	  "  qmark peak --results results.json  and how close the kernels come\n",
	  qm_command_peak },
	{ "run", "verify, then time, then report", "[options]",
	  "  qmark run                                   a minute of everything\n"
	  "  qmark run --suite llm --family i8 --out results.json\n"
	  "  qmark run --shape 1x4096x4096 --kernel 'i8_*,f32_*' --threads 1,all\n"
	  "  qmark run --device opencl:0 --format md\n"
	  "  qmark run --suite llm --dry-run             the plan, and how long it takes\n"
	  "  qmark run --suite llm --budget 5m --out r.json\n"
	  "  qmark run --suite llm --budget 5m --out r.json --resume   after an interruption\n",
	  qm_command_run },
	{ "tune", "searches the fastest variant of OpenCL kernels, and keeps it", "[options]",
	  "  qmark tune                      the shapes of 'quick', every device\n"
	  "  qmark tune --device opencl:0 --family i8 --suite llm\n"
	  "  qmark run --tune                the same for what was not tuned yet, then the run\n"
	  "\nWhat was found is kept in tuning.json in $XDG_CACHE_HOME/qmark (~/.cache/qmark), one\n"
	  "finding for a device with its driver, a kernel and a class of shapes. 'run' uses it\n"
	  "from then on, and reports the time of the default variant beside.\n",
	  qm_command_tune },
	{ "ab", "two builds, taking turns on this machine: is one slower?",
	  "BASE NEW [options]",
	  "  qmark ab build-main build-change\n"
	  "  qmark ab old/qmark new/qmark --family i8 --out ab.json,ab.md,ab.xml\n"
	  "  qmark ab base new --profile shared --budget 8m\n",
	  qm_command_ab },
	{ "compare", "two result files, measured apart: what is worth a look",
	  "OLD.json NEW.json [options]",
	  "  qmark compare main.json change.json\n"
	  "  qmark compare laptop.json server.json --force\n",
	  qm_command_compare },
	{ "trend", "many result files of one machine: when did it change?",
	  "HISTORY... [options]",
	  "  qmark trend results/history\n"
	  "  qmark trend results/history --margin 2% --format json\n",
	  qm_command_trend },
	{ "merge", "the parts of one run (--shard) as one file", "FILE.json... [options]",
	  "  qmark merge part-*.json --out run.json\n",
	  qm_command_merge },
	{ "history", "files results away, one for each machine and commit",
	  "DIR [FILE.json...] [options]",
	  "  qmark history results/history run.json\n"
	  "  qmark history results/history            writes the index anew\n",
	  qm_command_history },
	{ "export", "results in the words of other programs",
	  "bencher|customSmallerIsBetter|customBiggerIsBetter|conbench|otava|sqlite\n"
	  "                    FILE.json... [options]",
	  "  qmark export bencher run.json | bencher run --adapter json\n"
	  "  qmark export otava results/history --out history.csv\n"
	  "  qmark export sqlite run.json --out run.sqlite\n",
	  qm_command_export },
	{ "plot", "figures of result files", "FILE... [--kind KIND,...] [-o FOLDER]",
	  "  qmark plot results.json\n"
	  "  qmark plot results.json --kind roofline,heatmap --format pdf -o figures\n"
	  "  qmark plot --help               every kind and option\n",
	  NULL },
	{ "report", "one page of HTML that needs nothing else", "FILE... [-o FILE]",
	  "  qmark report results.json -o report.html\n"
	  "  qmark report --help             every option\n",
	  NULL },
};

enum { COMMANDS = sizeof commands / sizeof commands[0] };

static const char *command_name(size_t index, const void *arg)
{
	(void)arg;
	return commands[index].name;
}

static const struct command *find(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

static void help(void)
{
	printf("qmark measures low-precision matrix multiplication, and checks every "
	       "result.\n\n"
	       "  qmark run                        verify and time everything, one "
	       "minute\n"
	       "  qmark run --suite llm --out results.json\n"
	       "  qmark verify --family i8         results only, no timing\n"
	       "  qmark list kernels               what can run here, and what cannot\n\n"
	       "Commands:\n");
	for (size_t i = 0; i < COMMANDS; i++)
		printf("  %-8s %s\n", commands[i].name, commands[i].idea);
	printf("  %-8s the options of a command\n  %-8s version and build\n\n"
	       "Exit codes: 0 fine, 1 regression, 2 wrong use, 3 wrong result, 4 not "
	       "decidable,\n"
	       "5 file, 77 nothing to run on, 130 interrupted.\n",
	       "help", "version");
}

static void command_help(const struct command *c)
{
	printf("qmark %s: %s\n\nusage: qmark %s %s\n\nExamples:\n%s\n", c->name, c->idea,
	       c->name, c->usage, c->examples);
	if (c->run)
		qm_options_help(c->name);
}

static void version(void)
{
	printf("qmark %s\ncommit %s%s\n%s, %s\nGoogle Benchmark %s, hwloc %s\n",
	       qm_build.version, qm_build.commit,
	       qm_build.dirty ? " with uncommitted changes" : "", qm_build.type,
	       qm_build.compiler, qm_gbench_version(), qm_build.hwloc);
}

/* Says why, unless all is well, and gives the exit code. */
static int finish(enum qm_code code, const struct qm_err *err)
{
	if (code != QM_OK && *err->text)
		fprintf(stderr, "qmark: %s\n", err->text);
	return (int)code;
}

static int run_command(const struct command *c, int argc, char **argv)
{
	struct qm_err err = { 0 };
	struct qm_options options;
	enum qm_code code = QM_OK;

	if (!c->run)
		return finish(qm_command_draw(argc, argv, &err), &err);
	if (!qm_options_parse(c->name, argc, argv, &options, &err)) {
		code = err.code;
		if (code == QM_OK)
			command_help(c);
	} else if ((options.isa && !qm_backends_restrict_isa(options.isa, &err)) ||
	           !qm_results_writable(&options, &err)) {
		code = err.code;
	} else {
		code = c->run(&options, &err);
	}
	qm_options_free(&options);
	if (code == QM_OK && !qm_stdout_flush(&err))
		code = err.code;
	return finish(code, &err);
}

static int unknown_command(const char *word)
{
	struct qm_err err = { 0 };

	if (word[0] == '-')
		qm_fail(&err, QM_USAGE,
		        "the command comes before options such as %s; "
		        "'qmark --help' lists the commands",
		        word);
	else
		qm_unknown(&err, NULL, "command", word, COMMANDS, command_name, NULL);
	return finish(err.code, &err);
}

static bool is_any(const char *word, const char *a, const char *b, const char *c)
{
	return strcmp(word, a) == 0 || strcmp(word, b) == 0 || strcmp(word, c) == 0;
}

int main(int argc, char **argv)
{
	struct qm_err err = { 0 };
	const char *const word = argc > 1 ? argv[1] : "help";
	const struct command *const command = find(word);

	qm_backends_start(argv);
	if (command)
		return run_command(command, argc - 1, argv + 1);
	if (is_any(word, "help", "--help", "-h")) {
		const struct command *const subject = argc > 2 ? find(argv[2]) : NULL;

		if (argc > 2 && !subject)
			return unknown_command(argv[2]);
		if (subject)
			command_help(subject);
		else
			help();
	} else if (is_any(word, "version", "--version", "-V")) {
		version();
	} else {
		return unknown_command(word);
	}
	return finish(qm_stdout_flush(&err) ? QM_OK : err.code, &err);
}
