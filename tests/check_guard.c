/* check_guard.c - a product whose operands lie against pages that cannot be touched.
 *
 * A read or write past the guarded end of any operand is a SIGSEGV; one at the other end,
 * or between the rows of C, is seen in the bytes around it if it writes.  C's rows have a
 * gap, so that a kernel that ignores their distance is found as well.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cpu/gemm.h"
#include "tests/checks.h"

enum {
	CANARY = 0xA5,
	MARGIN = 512,  /* bytes of canaries at the end that is not guarded */
	GAP = 20,      /* bytes between rows of C: no multiple of a register */
	CODE_ALIGN = 4 /* of canonical codes, scales and C: an element */
};

enum operand { A_CODES, A_SCALES, B_CODES, B_SCALES, PACKED_A, PACKED_B, SCRATCH,
	       RESULT, OPERANDS };

static const char *const names[OPERANDS] = {
	"canonical A", "scales of A", "canonical B", "scales of B", "packed A", "packed B",
	"scratch", "C"
};

/* Pages between two guards, and the operand in them. */
struct arena {
	char *pages, *at;
	size_t bytes;
};

static struct arena arenas[OPERANDS];
static const size_t arena_bytes = (size_t)16 << 20;

bool check_guard_open(void)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);

	for (size_t i = 0; i < OPERANDS; i++) {
		char *const p = mmap(NULL, arena_bytes + 2 * page, PROT_READ | PROT_WRITE,
		                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		if (p == MAP_FAILED || mprotect(p, page, PROT_NONE) != 0 ||
		    mprotect(p + page + arena_bytes, page, PROT_NONE) != 0) {
			perror("guarded memory");
			return false;
		}
		arenas[i].pages = p + page;
	}
	return true;
}

/* NULL for an operand of no bytes.  At the end, an operand that is no multiple of its
 * alignment leaves a few bytes to the guard, which are canaries.
 */
static void *place(enum operand which, size_t bytes, size_t align, bool at_end)
{
	struct arena *const a = &arenas[which];

	if (bytes + 2 * MARGIN > arena_bytes) {
		fprintf(stderr, "%s: %zu bytes are more than a test has\n", names[which], bytes);
		exit(EXIT_FAILURE);
	}
	a->bytes = bytes;
	a->at = a->pages + (at_end ? (arena_bytes - bytes) / align * align : 0);
	memset(at_end ? a->at - MARGIN : a->at, CANARY,
	       at_end ? (size_t)(a->pages + arena_bytes - a->at) + MARGIN : bytes + MARGIN);
	return bytes ? a->at : NULL;
}

static bool untouched(const char *from, const char *to)
{
	for (; from < to; from++)
		if (*(const unsigned char *)from != CANARY)
			return false;
	return true;
}

static bool margins_kept(const struct check_case *at, bool at_end)
{
	bool ok = true;

	for (size_t i = 0; i < OPERANDS; i++) {
		const struct arena *const a = &arenas[i];
		const char *const end = a->at + a->bytes;
		const bool kept = at_end ? untouched(a->at - MARGIN, a->at) &&
		                           untouched(end, a->pages + arena_bytes)
		                         : untouched(end, end + MARGIN);

		if (!kept)
			fprintf(stderr, "%s %zux%zux%zu: bytes beside %s were written\n",
			        at->kernel, at->shape.m, at->shape.n, at->shape.k, names[i]);
		ok = ok && kept;
	}
	return ok;
}

static bool gaps_kept(const struct check_case *at, const char *c, size_t c_row)
{
	for (size_t i = 0; i + 1 < at->shape.m; i++)
		if (!untouched(c + i * c_row + at->shape.n * 4, c + (i + 1) * c_row)) {
			fprintf(stderr, "%s %zux%zux%zu: bytes after row %zu of C were written\n",
			        at->kernel, at->shape.m, at->shape.n, at->shape.k, i);
			return false;
		}
	return true;
}

static struct qm_matrix matrix(const struct qm_format *format, size_t rows, size_t k,
                               enum operand codes, enum operand scales, bool at_end)
{
	struct qm_matrix x = qm_matrix_describe(format, rows, k);

	x.codes = place(codes, rows * x.row_bytes, at_end ? 1 : CODE_ALIGN, at_end);
	memset(x.codes, 0, rows * x.row_bytes);
	x.scales = place(scales, rows * x.row_scales * sizeof *x.scales, CODE_ALIGN, at_end);
	return x;
}

/* A strip of A begins wherever the one before ends, so a kernel can rely on no more than
 * the alignment of a unit; panels of B are aligned to 64.
 */
static void compute(const struct qm_plan *plan, const struct qm_problem *p, char *c,
                    size_t c_row, bool at_end)
{
	void *const a = place(PACKED_A, qm_plan_a_bytes(plan), plan->kernel->a->unit, at_end);
	void *const b = place(PACKED_B, qm_plan_b_bytes(plan), 64, at_end);
	void *const scratch = place(SCRATCH, qm_plan_scratch_bytes(plan), 64, at_end);

	for (size_t t = 0; t < plan->threads; t++)
		qm_plan_pack_b(plan, t, &p->b, b);
	for (size_t t = 0; t < plan->threads; t++)
		qm_plan_pack_a(plan, t, &p->a, a);
	for (size_t t = 0; t < plan->threads; t++)
		qm_plan_compute(plan, t, &p->a, a, b, scratch, c, c_row);
}

enum check_end check_guard(const struct qm_cpu_kernel *kernel, const struct check_case *at,
                           bool at_end)
{
	/* Caches so small that every loop of gemm.c goes round more than once. */
	static const struct qm_caches caches = { 1 << 10, 4 << 10, 16 << 10 };
	const struct qm_shape s = at->shape;
	const struct qm_family *const f = kernel->base.family;
	const struct qm_problem p = {
		.family = f,
		.shape = s,
		.a = matrix(f->a, s.m, s.k, A_CODES, A_SCALES, at_end),
		.b = matrix(f->b, s.n, s.k, B_CODES, B_SCALES, at_end),
	};
	const struct qm_plan plan = qm_plan_make(kernel, s, at->threads, &caches);
	const size_t c_row = s.n * 4 + GAP;
	char *const c = place(RESULT, (s.m - 1) * c_row + s.n * 4, CODE_ALIGN, at_end);
	void *const expected = malloc(s.m * s.n * 4);
	enum check_end end = CHECK_BROKEN;

	qm_fill(&p.a, at->data, CHECK_SEED, 0);
	qm_fill(&p.b, at->data, CHECK_SEED, 1);
	if (check_expect(&p, expected)) {
		compute(&plan, &p, c, c_row, at_end);
		end = !margins_kept(at, at_end) || !gaps_kept(at, c, c_row) ? CHECK_STRAY :
		      check_same(at, f->c, c, c_row, expected) ? CHECK_FINE : CHECK_VALUE;
	}
	free(expected);
	return end;
}
