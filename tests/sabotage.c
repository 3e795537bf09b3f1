/* sabotage.c - the checks of the other tests must refuse what is wrong.
 *
 * A scalar kernel that the checks accept is broken in one way at a time, and so are a
 * packing and a backend.  Each is tried in a process of its own, because the best answer
 * to a stray access is a SIGSEGV.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cpu/cpu.h"
#include "tests/checks.h"

enum { MR = 4, NR = 8, KR = 4 };

/* What may happen to a trial, as bits; a trial is right if one of those it expects does. */
enum {
	ACCEPTED = 1 << CHECK_FINE,
	VALUE = 1 << CHECK_VALUE,
	STRAY = 1 << CHECK_STRAY,
	BROKEN = 1 << CHECK_BROKEN,
	CRASH = 1 << (CHECK_BROKEN + 1)
};

enum fault {
	NONE,
	LAST_STEP,      /* drops the last step of k */
	LAST_ROW,       /* leaves the last of an odd number of rows */
	NO_START,       /* forgets what the sums of a row start from */
	FRESH_SLICE,    /* starts every slice of k from nothing */
	SATURATED,      /* adds pairs of products at 16 bits: wrong for -128 * -128 twice */
	ROW_TOO_MANY,   /* writes the row after the strip */
	COLUMN_TOO_MANY,
	DENSE_ROWS,     /* takes the rows of C to be panels * NR apart */
	READS_PAST_A,
	READS_PAST_B,
	READS_BEFORE_B
};

/* Of the process that tries it. */
static enum fault fault;
static volatile int32_t touched;

static int32_t product(const int8_t *a, const int8_t *b, bool b_unsigned)
{
	int32_t sum = 0;

	for (int pair = 0; pair < KR; pair += 2) {
		int32_t two = 0;

		for (int l = pair; l < pair + 2; l++)
			two += a[l] * (b_unsigned ? (uint8_t)b[l] : b[l]);
		sum += fault == SATURATED && two > INT16_MAX ? INT16_MAX : two;
	}
	return sum;
}

/* The words of A: the kernel whose rows have starts takes unsigned weights, and A in rows. */
static const int8_t *a_words(const struct qm_tile *t, size_t i, size_t p)
{
	return (const int8_t *)t->a + (t->starts ? i * t->a_row + p * KR : (p * t->rows + i) * KR);
}

static int32_t element(const struct qm_tile *t, size_t i, size_t j, int32_t before)
{
	const bool fresh = t->first || fault == FRESH_SLICE;
	const char *const b = (const char *)t->b + j / NR * t->b_panel + j % NR * KR;
	int32_t sum = fresh ? 0 : before;

	if (fresh && t->starts && fault != NO_START)
		sum = t->starts[i];
	for (size_t p = 0; p < t->steps - (fault == LAST_STEP); p++)
		sum += product(a_words(t, i, p), (const int8_t *)b + p * NR * KR, t->starts);
	return sum;
}

static void look(const void *at)
{
	touched += *(const volatile char *)at;
}

static void run(const struct qm_tile *t)
{
	const size_t columns = t->panels * NR;
	const size_t c_row = fault == DENSE_ROWS ? columns * 4 : t->c_row;
	const size_t rows = t->rows + (fault == ROW_TOO_MANY) -
	                    (fault == LAST_ROW && t->rows % 2 == 1);

	if (fault == READS_PAST_A)
		look(t->starts ? a_words(t, t->rows, 0) : a_words(t, 0, t->steps));
	if (fault == READS_PAST_B)
		look((const char *)t->b + (t->panels - 1) * t->b_panel + t->steps * NR * KR);
	if (fault == READS_BEFORE_B)
		look((const char *)t->b - 1);
	for (size_t i = 0; i < rows; i++)
		for (size_t j = 0; j < columns + (fault == COLUMN_TOO_MANY); j++) {
			char *const c = (char *)t->c + i * c_row + j * 4;
			int32_t x = 0;

			if (!t->first)
				memcpy(&x, (const char *)t->sums + i * t->sums_row + j * 4, sizeof x);
			if (i < t->rows && j < columns)
				x = element(t, i, j, x);
			else
				x = 0;
			memcpy(c, &x, sizeof x);
		}
}

static void starts(const struct qm_matrix *a, size_t first, size_t rows, int32_t *to)
{
	for (size_t i = 0; i < rows; i++) {
		const int8_t *const codes = (const int8_t *)a->codes + (first + i) * a->row_bytes;

		to[i] = 0;
		for (size_t p = 0; p < a->k; p++)
			to[i] -= 128 * codes[p];
	}
}

extern const struct qm_family qm_i8;

static const struct qm_cpu_kernel plain = {
	.base = { .name = "plain", .idea = "s8 by s8", .family = &qm_i8,
	          .tile = { MR, NR, KR } },
	.a = &qm_pack_s8x4,
	.b = &qm_pack_s8x4,
	.run = run,
};

static const struct qm_cpu_kernel compensated = {
	.base = { .name = "compensated", .idea = "s8 by u8", .family = &qm_i8,
	          .tile = { MR, NR, KR } },
	.a = &qm_pack_s8x4_rows,
	.b = &qm_pack_u8x4,
	.starts = starts,
	.run = run,
};

/* As guard_test does it; how the first case that is not fine ends. */
static enum check_end try_kernel(const struct qm_cpu_kernel *kernel)
{
	static struct qm_shape shapes[CHECK_SHAPES];
	const size_t count = check_shapes(&kernel->base, true, shapes);

	if (!check_guard_open())
		return CHECK_BROKEN;
	for (int at_end = 1; at_end >= 0; at_end--)
		for (size_t i = 0; i < count; i++) {
			const struct check_case at = {
				kernel->base.name, shapes[i], QM_DATA_EXTREME, 1 + i % 3
			};
			const enum check_end end = check_guard(kernel, &at, at_end);

			if (end != CHECK_FINE)
				return end;
		}
	return CHECK_FINE;
}

static enum check_end try_plain(void)
{
	return try_kernel(&plain);
}

static enum check_end try_compensated(void)
{
	return try_kernel(&compensated);
}

enum { PACK_RIGHT, PACK_ONE_MORE, PACK_DIRTY, PACK_SWAPPED, PACK_SHORT };

/* A correct panel, then one thing wrong with it. */
static void spoil(const struct qm_matrix *src, size_t first, size_t rows, size_t width, void *to)
{
	char *const panel = to;
	struct qm_matrix seen = *src;

	if ((int)fault == PACK_DIRTY && rows < width) {
		/* the rows after the last are packed as if they were there */
		rows++;
	}
	if ((int)fault == PACK_SHORT)
		seen.k = src->k > 1 ? src->k - 1 : 1;
	if ((int)fault == PACK_SWAPPED && rows == 1)
		first++;
	qm_pack_s8x4.panel(&seen, first, rows, width, panel);
	if ((int)fault == PACK_ONE_MORE)
		panel[qm_panel_bytes(&qm_pack_s8x4, width, src->k)] = 0;
}

static enum check_end try_packing(void)
{
	struct qm_packing how = qm_pack_s8x4;

	how.panel = spoil;
	for (size_t k = 1; k < 20; k++)
		for (size_t rows = 1; rows <= 4; rows++) {
			const struct check_panel p = { 4, rows, 1, k, QM_DATA_EXTREME };

			if (!check_packing(&how, &p))
				return CHECK_VALUE;
		}
	return CHECK_FINE;
}

/* Spoils the lowest bit of the first element. */
static bool fetch(struct qm_job *job, void *c, struct qm_costs *costs, struct qm_err *err)
{
	const bool ok = qm_cpu_backend.fetch(job, c, costs, err);

	*(unsigned char *)c ^= fault != NONE;
	return ok;
}

static enum check_end try_backend(void)
{
	struct qm_backend backend = qm_cpu_backend;
	struct qm_device *const device = backend.open(0, &(struct qm_open){ .threads = 1 }, NULL);
	struct qm_problem p;
	int32_t expected[5 * 3];
	enum check_end end = CHECK_FINE;

	backend.fetch = fetch;
	for (size_t i = 0; device && i < qm_family_count && end == CHECK_FINE; i++) {
		const struct qm_kernel *const reference = backend.kernel(i);

		if (!qm_problem_create(&p, reference->family, (struct qm_shape){ 5, 3, 128 }, NULL))
			return CHECK_BROKEN;
		qm_problem_fill(&p, QM_DATA_CODES, CHECK_SEED);
		if (!check_expect(&p, expected) ||
		    !check_backend(&backend, device, reference, &p, QM_DATA_CODES, expected))
			end = CHECK_VALUE;
		qm_problem_destroy(&p);
	}
	return device ? end : CHECK_BROKEN;
}

static const struct trial {
	const char *name;
	enum check_end (*attempt)(void);
	int fault;
	int expected;
} trials[] = {
	{ "a right kernel", try_plain, NONE, ACCEPTED },
	{ "a right kernel with compensation", try_compensated, NONE, ACCEPTED },
	{ "drops the last step of k", try_plain, LAST_STEP, VALUE },
	{ "leaves an odd row", try_plain, LAST_ROW, VALUE },
	{ "forgets the starts", try_compensated, NO_START, VALUE },
	{ "forgets the slices before", try_plain, FRESH_SLICE, VALUE },
	{ "adds two products at 16 bits", try_plain, SATURATED, VALUE },
	{ "writes one row too many", try_plain, ROW_TOO_MANY, CRASH | STRAY },
	{ "writes one column too many", try_plain, COLUMN_TOO_MANY, CRASH | STRAY },
	{ "ignores the distance of rows", try_plain, DENSE_ROWS, CRASH | STRAY },
	{ "reads past packed A", try_plain, READS_PAST_A, CRASH },
	{ "reads past packed B", try_plain, READS_PAST_B, CRASH },
	{ "reads before packed B", try_plain, READS_BEFORE_B, CRASH },
	{ "a right packing", try_packing, PACK_RIGHT, ACCEPTED },
	{ "packs one byte too many", try_packing, PACK_ONE_MORE, VALUE },
	{ "packs a row that is not there", try_packing, PACK_DIRTY, VALUE },
	{ "packs another row", try_packing, PACK_SWAPPED, VALUE },
	{ "packs one k too few", try_packing, PACK_SHORT, VALUE },
	{ "a right backend", try_backend, NONE, ACCEPTED },
	{ "a backend with one wrong bit", try_backend, 1, VALUE },
};

/* The bit of what happens in a process of its own, whose messages nobody needs. */
static int outcome(const struct trial *trial)
{
	const pid_t child = fork();
	int status;

	if (child == 0) {
		setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
		signal(SIGSEGV, SIG_DFL); /* a sanitizer's handler would exit */
		if (!freopen("/dev/null", "w", stderr))
			_exit(CHECK_BROKEN);
		fault = (enum fault)trial->fault;
		_exit((int)trial->attempt());
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		return BROKEN;
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGSEGV ? CRASH : BROKEN;
	return WIFEXITED(status) && WEXITSTATUS(status) <= CHECK_BROKEN
	       ? 1 << WEXITSTATUS(status) : BROKEN;
}

static const char *word(int bit)
{
	return bit == ACCEPTED ? "accepted" : bit == VALUE ? "refused by value" :
	       bit == STRAY ? "refused by canary" : bit == CRASH ? "SIGSEGV" : "not decided";
}

int main(void)
{
	int wrong = 0;

	for (size_t i = 0; i < sizeof trials / sizeof trials[0]; i++) {
		const int was = outcome(&trials[i]);
		const bool right = (was & trials[i].expected) != 0;

		printf("%s%s: %s\n", right ? "" : "WRONG: ", trials[i].name, word(was));
		wrong |= !right;
	}
	return wrong;
}
