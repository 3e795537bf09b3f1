/* result.h - one row: a kernel on a shape, verified and timed, or the reason why not.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_RESULT_H
#define QM_RESULT_H

#include "harness/energy.h"
#include "harness/trust.h"
#include "kernels/backend.h"
#include "kernels/fill.h"

enum qm_status {
	QM_ROW_OK,      /* verified, then timed */
	QM_ROW_FAILED,  /* wrong, or it could not run: the reason says which */
	QM_ROW_SKIPPED  /* nothing here to run it on */
};

/* How C was checked before it was timed. */
enum qm_check {
	QM_CHECK_NONE,
	QM_CHECK_FULL,     /* every element against the reference */
	QM_CHECK_FREIVALDS,/* every row of C against A * (B * r), exact integers */
	QM_CHECK_SAMPLED,  /* elements of every tile, all edges and corners */
	QM_CHECK_UNORDERED,/* as many as before, but held to a bound, not to their bits */
	QM_CHECK_REQUANTISED, /* as many as before, to the bits of requantised sums */
	QM_CHECK_COUNT
};

/* What holds a product back at least; see harness/roof.h. */
struct qm_roof {
	double bytes;      /* that must move */
	double intensity;  /* operations a byte */
	const char *class; /* of the kernel's instructions; NULL: none was measured */
	double ceiling;    /* of the class, in operations a second of this row; 0: none */
	const char *level; /* "compute" or a level of memory; NULL: nothing was measured */
	double ops;        /* operations a second that it allows; 0: not known */
	double share;      /* of them that were reached */
};

/* Order statistics of the samples, in seconds for one product. */
struct qm_summary {
	double min, q25, median, q75, max;
	double low, high; /* 95 % confidence interval of the median, from order statistics */
};

struct qm_result {
	char name[256]; /* kernel/device/MxNxK/threads:T/cache: the key of the row */
	const struct qm_kernel *kernel;
	struct qm_shape shape;
	struct qm_device_info device;
	size_t threads; /* 0: the device's own affair */
	const char *cache; /* "hot" */
	enum qm_data data;
	uint64_t seed;

	enum qm_status status;
	char reason[2000]; /* of a row that is not ok */

	/* The rest means something only when status is QM_ROW_OK. */
	enum qm_check check;
	size_t checked;         /* elements of C compared, or rows for Freivalds' check */
	double unordered;       /* the largest error of an unordered result (unordered.h) */
	struct qm_library library; /* of a peer */
	double *samples;        /* seconds for one product, one sample a repetition */
	uint64_t *iterations;   /* products behind each sample */
	size_t sample_count;
	struct qm_summary time;
	char timer[80];         /* "wall", "event", or "wall (event rejected: why)" */
	double wall;            /* median seconds by the host's clock; equals time on the CPU */
	struct qm_costs costs;
	char code[17];          /* what code ran, hexadecimal; "": not known */
	char placement[512];
	struct qm_variant variant; /* as the point has them */
	const char *tuning;
	double standard_time;   /* median seconds of the standard variant; 0: it is this one */
	size_t a_bytes, b_bytes; /* the operands as stored in their formats */
	double error; /* what the formats lose (rounding.h); NaN: the data were no floats */
	struct qm_roof roof;
	struct qm_evidence evidence; /* gathered while it was timed */
	struct qm_trust trust;
	struct qm_energy energy;
};

const char *qm_status_name(enum qm_status status);
const char *qm_check_name(enum qm_check check);
/* How results that were checked so differ from what the family defines; NULL: they do not. */
const char *qm_check_note(enum qm_check check);

/* 2 * m * n * k of the shape asked for. */
double qm_result_ops(const struct qm_result *r);
/* Of C, as the kernel writes it. */
double qm_result_c_bytes(const struct qm_result *r);

struct qm_ceilings;

/* Everything that one run produced. */
struct qm_results {
	struct qm_result *row;
	size_t count;
	bool interrupted;
	double budget;           /* seconds; 0: none was set */
	double clear;            /* with one: the interval that is narrow enough, a share */
	size_t unclear, unreached; /* rows whose interval is wider, and rows without a turn */
	struct qm_ceilings *ceilings; /* what the sites can do at most */
	size_t ceiling_count;
};

void qm_results_free(struct qm_results *results);

#endif
