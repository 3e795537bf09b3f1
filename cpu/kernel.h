/* kernel.h - what a CPU kernel is: a register tile between packed panels.
 *
 * The driver (gemm.c) cuts A into strips of up to MR rows, packed or where they lie, and packs B
 * into panels of NR columns (kernels/pack.h), cuts k into slices that fit the caches, and calls
 * run() for one strip and one or more neighbouring panels.  A kernel knows nothing of threads or
 * edges along n: it always writes whole panels, and the driver lends it scratch space where C
 * ends.
 *
 * This header is read by files built for an instruction set: declarations only.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_CPU_KERNEL_H
#define QM_CPU_KERNEL_H

#include "kernels/pack.h"
#include "kernels/qm.h"

/* Leaves the loop that follows as it is.  Unrolled, a short one has all its loads first, and
 * its sums are left without registers.
 */
#if defined(__clang__)
#define QM_ROLL _Pragma("clang loop unroll(disable)")
#else
#define QM_ROLL _Pragma("GCC unroll 1")
#endif

/* Makes a variable one that compilers know nothing about.  They would else keep a pointer to each
 * row, in more registers than there are.
 */
#define QM_OPAQUE(x) __asm__("" : "+r"(x))

/* Rows of A as they lie, for a kernel that packs_rows. */
struct qm_unpacked {
	const char *codes;
	size_t row;  /* bytes from one to the next */
	char *to;    /* where the tile has a */
	int *found;  /* what least() says of them */
};

/* One strip of A times `panels` panels of B, over one slice of k. */
struct qm_tile {
	size_t rows;      /* 1 .. MR */
	size_t panels;
	size_t steps;     /* steps of the A packing in the slice */
	const void *a;    /* [steps][rows] units of the A packing, or [rows][steps] if in rows */
	size_t a_row;     /* bytes from a row of A to the next, if in rows */
	const struct qm_unpacked *unpacked; /* what run() packs to a; NULL: it is packed */
	const void *b;    /* [steps][NR] units of the B packing, or what decode() made of them */
	const void *head; /* [NR] heads of the first panel, or NULL if there are none */
	const int32_t *starts; /* [rows] what the first slice starts from, if the kernel has starts() */
	size_t b_panel;   /* bytes from one panel of B to the next */
	size_t head_panel; /* bytes from the head of one panel to the next */
	void *c;          /* rows x panels * NR elements */
	size_t c_row;     /* bytes from one row of C to the next */
	const void *sums; /* those of the slices before, c itself or a copy; NULL if there are none */
	size_t sums_row;
	size_t columns;   /* of the last panel that are wanted, 1 .. NR; the others may be left */
	/* Packed B that comes next, to be fetched meanwhile (ahead.h): */
	const char *ahead;
	size_t ahead_panel; /* bytes from one panel to the next */
	size_t ahead_step;  /* bytes of a panel in each step */
	size_t k;         /* of the whole product */
	bool decoded;     /* b is what decode() wrote */
	bool first;       /* the first slice of k: start anew; else continue from sums */
	bool last;        /* the last slice: C becomes the result */
};

/* One panel of B over one slice of k, on its way to L1. */
struct qm_decode {
	const void *from; /* [steps][NR] units of the B packing, 64-byte aligned */
	const void *head; /* [NR] heads of the panel, or NULL */
	size_t steps;     /* steps of the B packing */
	size_t columns;   /* of the panel that are wanted, 1 .. NR, as in qm_tile */
	void *to;         /* [steps][NR] decoded units, 64-byte aligned; where fewer columns are
	                   * wanted, anything that run() reads instead, in QM_DECODED_SPARE more bytes
	                   */
};

enum {
	QM_DECODED_BYTES = 64 << 10, /* decoded panels at once, at most */
	QM_DECODED_SPARE = 2 << 10
};

struct qm_cpu_kernel {
	struct qm_kernel base; /* .tile = { MR, NR, KR } */
	const struct qm_packing *a, *b; /* a has no head */
	void (*run)(const struct qm_tile *t);
	/* Where C ends within half a panel, run() gets it together with the one before. */
	bool joins_last;
	/* Rows [first, first + rows) of A to a panel of as many: the bytes that a->panel() makes,
	 * in instructions of this kernel.  Returns what least() says of them, if there is one.
	 * NULL: a->panel() makes them.
	 */
	int (*pack_a)(const struct qm_matrix *a, size_t first, size_t rows, void *to);
	/* run() does that itself with what is unpacked, of more than MR / 2 rows. */
	bool packs_rows;
	/* What the sums of these rows start from, where the instruction adds something to them
	 * that only depends on the row.  NULL: they start from zero, or from heads of B.
	 * Rows that end within a unit are given with what follows them in it: what that adds,
	 * times the value that B is padded with, is taken off again.
	 */
	void (*starts)(const struct qm_matrix *a, size_t first, size_t rows, int32_t *to);

	/* For weights that are decoded to other numbers once for all strips that meet them:
	 * run() then reads what decode() wrote, and knows nothing of the format.  b->kr is a
	 * multiple of a->kr.  NULL: run() reads the panels as packed.
	 */
	void (*decode)(const struct qm_decode *d);
	size_t decoded; /* bytes of one column's unit, decoded */
	/* The heads are what sums start from: run() gets them although B was decoded. */
	bool heads_are_sums;
	/* Up to few_rows rows of A are not worth it: few() reads the panels as packed, for strips
	 * of up to few_strip rows (0: as many as run() takes).
	 */
	size_t few_rows, few_strip;
	void (*few)(const struct qm_tile *t);

	/* For an instruction that keeps the contract on some data only: least() is a bound of
	 * what stands in rows of k codes of A or B, the smallest of all rows.  Where those of a
	 * strip and of the panels that it meets are together under least_sum,
	 * other() is run in place of run().  NULL: run() is right on all data.
	 */
	int (*least)(const void *codes, size_t rows, size_t row_bytes, size_t k);
	int least_sum;
	void (*other)(const struct qm_tile *t);
};

#endif
