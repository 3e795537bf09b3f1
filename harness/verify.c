/* verify.c - qmark verify: every kernel against the definition, at its edges.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/batch.h"
#include "harness/check.h"
#include "harness/commands.h"
#include "harness/plan.h"
#include "harness/progress.h"
#include "harness/shapes.h"
#include "harness/text.h"
#include "harness/write.h"

enum { SHAPES_MAX = 64 };

/* What became of one kernel on one site. */
struct verdict {
	const struct qm_kernel *kernel;
	const struct qm_site *site;
	enum qm_status status;
	size_t checks, refused;
	double unordered; /* the largest error of an unordered result */
	char reason[2400];
};

struct verification {
	const struct qm_options *options;
	struct verdict *verdict;
	size_t count;
	struct qm_progress progress;
};

/* k rounded up to what the family can take, and no larger than it may be. */
static size_t legal_k(const struct qm_family *f, size_t k)
{
	k = (k + f->k_multiple - 1) / f->k_multiple * f->k_multiple;
	return k > f->k_max ? f->k_max / f->k_multiple * f->k_multiple : k;
}

static size_t at_least_one(size_t x)
{
	return x ? x : 1;
}

/* One less, exactly, and one more than a tile in each direction; one row, one column;
 * primes; many tiles; and a k at which sums of extreme products pass 2^30.
 */
static size_t edge_shapes(const struct qm_kernel *kernel, struct qm_shape *shape)
{
	/* A library's tile is its own affair; this is a usual one. */
	const struct qm_shape usual = { 6, 64, 4 };
	const struct qm_shape tile = kernel->tile.m ? kernel->tile : usual;
	const size_t m = tile.m, n = tile.n, k = tile.k;
	const struct qm_shape all[] = {
		{ 1, 1, 1 },
		{ at_least_one(m - 1), at_least_one(n - 1), at_least_one(k - 1) },
		{ m, n, k },
		{ m + 1, n + 1, k + 1 },
		{ 2 * m + 1, 2 * n + 1, 97 },
		{ 1, n, 7 * k },
		{ 1, 5 * n + 1, 131 },
		{ 2, 4 * n - 1, 64 },
		{ 3, 3 * n, 33 },
		{ 4, 2 * n + 3, 29 },
		{ 7, 11, 13 },
		{ 5, 1, 257 },
		{ 31, 61, 127 },
		{ 2 * m - 1, 37, 1031 },
		{ 2, n + 1, 70001 },
	};
	const size_t count = sizeof all / sizeof all[0];

	for (size_t i = 0; i < count; i++) {
		shape[i] = all[i];
		shape[i].k = legal_k(kernel->family, all[i].k);
	}
	return count;
}

static size_t shapes_for(const struct qm_options *o, const struct qm_kernel *kernel,
                         struct qm_shape *shape, struct qm_err *err)
{
	size_t count = 0;

	if (o->shapes.count == 0)
		return edge_shapes(kernel, shape);
	for (size_t i = 0; i < o->shapes.count && count < SHAPES_MAX; i++)
		if (qm_shape_parse(o->shapes.item[i], &shape[count], err) &&
		    qm_shape_ok(kernel->family, shape[count], err))
			count++;
	return count;
}

/* One product of the kernel against the definition. */
static bool check_one(struct verdict *v, const struct qm_problem *p, uint64_t seed,
                      struct qm_err *err)
{
	const struct qm_backend *backend = v->site->backend;
	struct qm_checker *checker = qm_checker_create(p, INFINITY, seed, err);
	void *c = malloc(p->shape.m * p->shape.n * 4);
	struct qm_job *job = NULL;
	struct qm_costs costs;
	struct qm_timing timing;
	struct qm_checked checked = { 0 };
	bool ok = checker && c;

	if (ok) {
		/* What a kernel does not write is seen. */
		memset(c, 0xAA, p->shape.m * p->shape.n * 4);
		job = backend->prepare(v->site->device, v->kernel, p, &costs, err);
		ok = job && backend->run(job, &timing, err) &&
		     backend->fetch(job, c, &costs, err) &&
		     qm_checker_judge(checker, v->kernel, c, &checked, err);
		v->unordered = fmax(v->unordered, checked.error);
	}
	if (job)
		backend->release(job);
	qm_checker_destroy(checker);
	free(c);
	return ok;
}

static void note_failure(struct verdict *v, struct qm_shape s, enum qm_data data,
                         uint64_t seed, const struct qm_err *why)
{
	char threads[40] = "";

	if (v->site->threads)
		snprintf(threads, sizeof threads, " --threads %zu", v->site->threads);
	v->status = QM_ROW_FAILED;
	snprintf(v->reason, sizeof v->reason,
	         "%zux%zux%zu, data %s, seed %llu: %.1900s\n  again: qmark verify --kernel %s "
	         "--device %s%s --shape %zux%zux%zu --data %s --seed %llu --seeds 1",
	         s.m, s.n, s.k, qm_data_name(data), (unsigned long long)seed, why->text,
	         v->kernel->name, v->site->info.id, threads, s.m, s.n, s.k, qm_data_name(data),
	         (unsigned long long)seed);
}

/* Operands that the kernel does not take are left to others. */
static bool note_refusal(struct verdict *v, const struct qm_err *why)
{
	v->refused++;
	snprintf(v->reason, sizeof v->reason, "%s", why->text);
	return true;
}

/* All data and seeds on one shape; false ends the kernel. */
static bool check_shape(struct verification *run, struct verdict *v, struct qm_shape s)
{
	const struct qm_options *o = run->options;
	struct qm_problem p;
	struct qm_err why = { QM_WRONG, "" };
	bool ok = qm_problem_create(&p, v->kernel->family, s, &why);

	if (!ok) {
		note_failure(v, s, QM_DATA_ZERO, o->seed, &why);
		return false;
	}
	for (uint64_t seed = o->seed; ok && seed < o->seed + o->seeds; seed++)
		for (int d = 0; ok && d < QM_DATA_COUNT && !qm_interrupted(); d++) {
			const enum qm_data data = (enum qm_data)d;

			if (o->data.count > 0 && !qm_glob_any(&o->data, qm_data_name(data)))
				continue;
			qm_problem_fill(&p, data, seed);
			ok = check_one(v, &p, seed, &why);
			v->checks += ok;
			if (!ok && why.code == QM_SKIPPED)
				ok = note_refusal(v, &why);
			if (!ok)
				note_failure(v, s, data, seed, &why);
			qm_progress_tick(&run->progress);
		}
	qm_problem_destroy(&p);
	return ok;
}

static void check_kernel(struct verification *run, struct verdict *v)
{
	struct qm_shape shape[SHAPES_MAX];
	struct qm_err why = { QM_OK, "" };
	size_t count;

	if (!v->site->backend->can_run(v->site->device, v->kernel, &why)) {
		v->status = QM_ROW_SKIPPED;
		snprintf(v->reason, sizeof v->reason, "%s", why.text);
		return;
	}
	count = shapes_for(run->options, v->kernel, shape, &why);
	if (count == 0) {
		v->status = QM_ROW_SKIPPED;
		snprintf(v->reason, sizeof v->reason, "%s", why.text);
	}
	for (size_t i = 0; i < count && !qm_interrupted(); i++)
		if (!check_shape(run, v, shape[i]))
			return;
	if (v->checks == 0 && v->refused > 0)
		v->status = QM_ROW_SKIPPED;
}

/* A verdict for each chosen kernel on each site; with NULL they are only counted. */
static size_t choose(const struct qm_options *o, const struct qm_plan_list *plan,
                     struct verdict *verdict)
{
	size_t count = 0;

	for (size_t s = 0; s < plan->site_count; s++)
		for (size_t i = 0; i < plan->site[s].backend->kernel_count(); i++) {
			const struct qm_kernel *kernel = plan->site[s].backend->kernel(i);

			if (!qm_kernel_chosen(o, kernel))
				continue;
			if (verdict)
				verdict[count] = (struct verdict){ .kernel = kernel,
				                                   .site = &plan->site[s] };
			count++;
		}
	return count;
}

static void print_right(const struct verdict *v)
{
	static const char *const held[] = {
		[QM_AS_DEFINED] = "every bit as defined",
		[QM_UNORDERED] = "none beyond what an order of its sums can do",
		[QM_REQUANTISED] = "every bit as defined, of sums requantised to 8 bits",
	};

	printf("%zu results, %s", v->checks, held[v->kernel->outcome]);
	if (v->kernel->outcome == QM_UNORDERED)
		printf(" (off by the worth of %.2g roundings at most)", v->unordered);
	if (v->refused > 0)
		printf("; %zu operands not taken: %s", v->refused, v->reason);
	printf("\n");
}

static void print_table(const struct verification *run)
{
	for (size_t i = 0; i < run->count; i++) {
		const struct verdict *v = &run->verdict[i];
		char where[96];

		if (v->site->threads)
			snprintf(where, sizeof where, "%s/%zu", v->site->info.id, v->site->threads);
		else
			snprintf(where, sizeof where, "%s", v->site->info.id);
		printf("%-8s%-24s%-12s", qm_status_name(v->status), v->kernel->name, where);
		if (v->status == QM_ROW_OK)
			print_right(v);
		else
			printf("%s\n", v->reason);
	}
}

static bool print_json(const struct verification *run)
{
	json_t *rows = json_array();
	bool ok = rows;

	for (size_t i = 0; ok && i < run->count; i++) {
		const struct verdict *v = &run->verdict[i];
		json_t *const error = v->kernel->outcome == QM_UNORDERED ?
		                      json_real(v->unordered) : json_null();
		json_t *row = json_pack("{s:s, s:s, s:I, s:s, s:I, s:s, s:o}", "kernel", v->kernel->name,
		                        "device", v->site->info.id, "threads",
		                        (json_int_t)v->site->threads, "status",
		                        qm_status_name(v->status), "checks", (json_int_t)v->checks,
		                        "reason", v->reason, "unordered_error", error);

		ok = row && json_array_append_new(rows, row) == 0;
	}
	ok = ok && json_dumpf(rows, stdout, JSON_INDENT(1)) == 0 && printf("\n") == 1;
	json_decref(rows);
	return ok;
}

static enum qm_code conclude(const struct verification *run, struct qm_err *err)
{
	size_t count[3] = { 0 };

	for (size_t i = 0; i < run->count; i++)
		count[run->verdict[i].status]++;
	if (count[QM_ROW_FAILED] > 0)
		qm_fail(err, QM_WRONG, "%zu of %zu kernels are wrong", count[QM_ROW_FAILED],
		        run->count);
	else if (qm_interrupted())
		qm_fail(err, QM_INTERRUPTED, "interrupted");
	else if (count[QM_ROW_OK] == 0)
		qm_fail(err, QM_SKIPPED, "none of the %zu chosen kernels can run here: %s", run->count,
		        run->verdict[0].reason);
	else
		return QM_OK;
	return err->code;
}

static enum qm_code verify_all(struct verification *run, struct qm_err *err)
{
	qm_catch_interrupts();
	qm_progress_start(&run->progress, run->count, (double)run->count,
	                  run->options->progress);
	for (size_t i = 0; i < run->count && !qm_interrupted(); i++) {
		qm_progress_step(&run->progress, run->verdict[i].kernel->name, 1);
		check_kernel(run, &run->verdict[i]);
	}
	qm_progress_done(&run->progress);
	if (run->options->format == QM_OUT_JSON) {
		if (!print_json(run)) {
			qm_fail(err, QM_FILE, "cannot write the JSON to standard output");
			return QM_FILE;
		}
	} else {
		print_table(run);
	}
	return qm_stdout_flush(err) ? conclude(run, err) : err->code;
}

enum qm_code qm_command_verify(const struct qm_options *o, struct qm_err *err)
{
	struct verification run = { .options = o };
	struct qm_plan_list plan;
	enum qm_code code;

	if (!qm_selection_ok(o, err) || !qm_sites_open(o, &plan, err))
		return err->code;
	run.count = choose(o, &plan, NULL);
	run.verdict = calloc(at_least_one(run.count), sizeof *run.verdict);
	if (!run.verdict || run.count == 0) {
		code = QM_USAGE;
		qm_fail(err, code, "nothing matched: no kernel on the chosen devices has the chosen "
		        "family and name (see: qmark list)");
	} else {
		choose(o, &plan, run.verdict);
		code = verify_all(&run, err);
	}
	free(run.verdict);
	qm_plan_free(&plan);
	return code;
}
