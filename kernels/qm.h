/* qm.h - the words that every part of qmark shares.
 *
 * C[m][n] = A[m][k] * B[k][n].  A holds activations, B holds weights.  Both operands
 * are kept as rows along k: A as m rows, B as n rows (one row of weights per output,
 * as neural networks store it), so every format is defined once, for a row of k values.
 *
 * Also read by C++ files: no restrict, no compound literals, no flexible arrays.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_H
#define QM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define QM_ALWAYS_INLINE __attribute__((always_inline))
#define QM_NOINLINE __attribute__((noinline))

/* Unrolls the loop that follows completely.  Accumulators in an array stay in registers
 * only if every loop over them is; neither compiler does it unasked, and clang ignores
 * GCC's spelling.
 */
#if defined(__clang__)
#define QM_UNROLL _Pragma("clang loop unroll(full)")
#else
#define QM_UNROLL _Pragma("GCC unroll 64")
#endif

#if defined(__GNUC__)
#define QM_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define QM_PRINTF(text, first)
#endif

/* How a command ends, and what an error is about: one list for both. */
enum qm_code {
	QM_OK = 0,
	QM_REGRESSION = 1,   /* a slow-down was confirmed */
	QM_USAGE = 2,        /* wrong use, an unknown name, or nothing matched */
	QM_WRONG = 3,        /* a kernel gave a wrong result, crashed or could not run */
	QM_UNDECIDED = 4,    /* this machine cannot tell */
	QM_FILE = 5,         /* a file cannot be read or written, or is not ours */
	QM_SKIPPED = 77,     /* there is nothing here that could run */
	QM_INTERRUPTED = 130 /* stopped by the user; what was measured is kept */
};

/* An error on its way to the user: it names the thing and says what was expected. */
struct qm_err {
	enum qm_code code;
	char text[2000];
};

/* Fills err (which may be NULL) and returns false: `return qm_fail(err, ...);`. */
bool qm_fail(struct qm_err *err, enum qm_code code, const char *format, ...)
	QM_PRINTF(3, 4);

struct qm_shape {
	size_t m, n, k;
};

/* An element of C; both are four bytes. */
enum qm_ctype { QM_INT32, QM_FLOAT32 };

struct qm_matrix;

/* As a group: longer than any k, so that a row has one scale. */
#define QM_WHOLE_ROW ((size_t)1 << 31)

/* How one operand is stored: the codes of a row, and what they mean. */
struct qm_format {
	const char *name;
	const char *idea;
	unsigned bits;   /* one code; scales are counted apart */
	size_t group;    /* values along k that share one f32 scale; 0: no scales */

	/* The bytes of a row of k codes. */
	size_t (*row_bytes)(size_t k);
	/* Code p of a row, as bits; codes are packed as the format says. */
	uint32_t (*get)(const void *row, size_t p);
	void (*put)(void *row, size_t p, uint32_t code);
	/* Instead of put, where neighbours constrain each other: `span` codes from p on, a
	 * multiple of it, of which the format keeps what it can hold.  Those past k are 0.
	 */
	size_t span;
	void (*put_span)(void *row, size_t p, const uint32_t *codes);
	/* What a code stands for, scale left out; exact. */
	double (*value)(uint32_t code);
	/* Row `row` of the matrix from k floats: its codes and its scales. */
	void (*quantise)(const struct qm_matrix *to, size_t row, const float *x);

	/* Codes that stress a kernel: the ends of the range, and the special values. */
	const uint32_t *extremes;
	size_t extreme_count;
	const uint32_t *specials;
	size_t special_count;
};

/* `rows` rows of k codes, with their scales. */
struct qm_matrix {
	const struct qm_format *format;
	size_t rows, k;
	size_t row_bytes;  /* from one row of codes to the next */
	void *codes;
	size_t row_scales; /* scales in a row, ceil(k / group); 0: none */
	float *scales;
};

/* The bytes that hold a matrix: codes and scales as stored, without padding. */
size_t qm_matrix_bytes(const struct qm_matrix *x);

/* Columns [from, to) of every row, sharing its memory; to is cut at x->k.  from must be a
 * multiple of the group, if a row has several, and its codes must fill whole bytes.
 */
struct qm_matrix qm_matrix_slice(const struct qm_matrix *x, size_t from, size_t to);

struct qm_family;

struct qm_problem {
	const struct qm_family *family;
	struct qm_shape shape;
	struct qm_matrix a, b; /* m rows and n rows of k codes */
};

/* A product of two formats under one numerical contract. */
struct qm_family {
	const char *name;
	const char *idea;
	const char *contract;
	const struct qm_format *a, *b;
	enum qm_ctype c;
	size_t k_max;      /* the largest k for which the contract holds */
	size_t k_multiple; /* k must be a multiple of this */
	size_t one_in;     /* of so many products one is computed, for the rest are zero; 0: all */

	/* The definition of right: writes element C[i][j] (four bytes) to c. */
	void (*element)(const struct qm_problem *p, size_t i, size_t j, void *c);
};

/* False, with the reason, if the family cannot compute this shape. */
bool qm_shape_ok(const struct qm_family *family, struct qm_shape shape,
                 struct qm_err *err);

/* Every family, in the order of families.def. */
extern const struct qm_family *const qm_families[];
extern const size_t qm_family_count;
const struct qm_family *qm_family_find(const char *name);

/* What a kernel makes of a product. */
enum qm_outcome {
	QM_AS_DEFINED, /* the bits of the contract */
	/* Of peers alone: its sums of floats have an order of their own, so that its bits are
	 * not those of the contract;
	 */
	QM_UNORDERED,
	QM_REQUANTISED /* or its sums are exact, but it hands them out as 8 bits: requantise.h */
};

/* One way to compute a family; a backend's own description embeds it first. */
struct qm_kernel {
	const char *name;
	const char *idea;
	const struct qm_family *family;
	struct qm_shape tile; /* where it has edges: rows, columns, and step along k */
	/* The library of another project that computes it, a peer; NULL: it is our own. */
	const char *library;
	enum qm_outcome outcome;
};

#ifdef __cplusplus
}
#endif

#endif
