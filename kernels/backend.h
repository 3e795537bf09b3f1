/* backend.h - what the harness sees of a place where kernels run.
 *
 * A backend offers devices and kernels.  A device is opened; a job is one kernel and
 * one problem made ready on a device: weights packed, operands in place.  Calls block.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_BACKEND_H
#define QM_BACKEND_H

#include "kernels/qm.h"

struct qm_device_info {
	char id[64];      /* what --device and the result rows call it: cpu, opencl:0 */
	char name[160];   /* the maker's name for it */
	char driver[240]; /* platform and driver, with versions; empty on the CPU */
	bool is_cpu;      /* shares the host's cores */
	/* What it says of itself; 0 and "" where it says nothing, as on the CPU. */
	unsigned units, mhz;   /* compute units, and their highest clock */
	uint64_t memory;       /* bytes */
	char extensions[4096]; /* with blanks between */
};

/* What the user asked of a device. */
struct qm_open {
	size_t threads; /* 0: all; ignored by devices that do not let us choose */
	unsigned part, parts; /* part 1.. of so many equal ones; 0 of 0: the whole device */
};

/* Seconds spent outside the timed region; negative where the device has no such step. */
struct qm_costs {
	double pack;         /* weights to the kernel's layout */
	double compile;      /* the program, or its load from the cache */
	double first_launch;
	double upload;       /* both operands; in shared memory the activations alone */
	double download;     /* C; in shared memory until it can be read where it lies */
	bool shared;         /* host and device share memory: weights and C stay in place */
	size_t packed_bytes; /* the weights as the kernel reads them */
};

/* One timed run. */
struct qm_timing {
	double seconds;    /* what counts: activations in, C out, on the device */
	double wall;       /* the same by the host's clock; equal on the CPU */
	const char *timer; /* who took `seconds`: "wall" or "event" */
};

/* A class of multiply-accumulate, as fast as the device can do it. */
struct qm_ceiling {
	const char *name;        /* one word, unique on a device: fma_avx512 */
	const char *instruction; /* what the idea of a kernel of this class begins with */
	const char *format;      /* that it serves, in the table of formats */
	const char *operands, *accumulator;
	double ops;              /* a second; a multiply-add is two */
};

/* A level of memory; the last one holds everything. */
struct qm_bandwidth {
	char level[8];     /* L1, L2, L3, DRAM; global on OpenCL devices */
	size_t before;     /* bytes that the levels before it hold; more must come from here */
	size_t bytes;      /* over which it was measured */
	double read, copy; /* bytes a second; a copy counts both directions */
};

enum { QM_CEILINGS_MAX = 64, QM_LEVELS_MAX = 6 };

struct qm_peaks {
	size_t ceilings, bandwidths;
	struct qm_ceiling ceiling[QM_CEILINGS_MAX];
	struct qm_bandwidth bandwidth[QM_LEVELS_MAX];
};

/* How much must pass by before what was there first is read anew from memory: four times
 * what all caches hold, or 256 MB where that is not known.
 */
static inline size_t qm_rotation_bytes(size_t caches)
{
	return caches ? 4 * caches : (size_t)256 << 20;
}

struct qm_device;
struct qm_job;

/* One of the ways to compute a kernel, as its backend spells it; all give the same bits. */
struct qm_variant {
	char text[96];
};

enum { QM_VARIANTS_MAX = 32 };

/* What a backend offers whose kernels have variants. */
struct qm_tuning {
	/* All of a device that decides which variant is fast: one line. */
	void (*device)(const struct qm_device *device, char *text, size_t size);
	/* Shapes of one class are taken to have the same best variant. */
	void (*shape_class)(struct qm_shape shape, char *text, size_t size);
	/* What prepare() of the backend takes. */
	struct qm_variant (*standard)(const struct qm_device *device,
	                              const struct qm_kernel *kernel, struct qm_shape shape);
	/* Those that differ from `from` in one parameter, number `axis`: how many there are;
	 * QM_VARIANTS_MAX + 1 if there is no such parameter.
	 */
	size_t (*vary)(const struct qm_device *device, const struct qm_kernel *kernel,
	               struct qm_shape shape, const struct qm_variant *from, size_t axis,
	               struct qm_variant to[QM_VARIANTS_MAX]);
	/* A variant found on one shape, made to measure for another; false if it does not fit
	 * the device, or is none.
	 */
	bool (*adapt)(const struct qm_device *device, const struct qm_kernel *kernel,
	              struct qm_shape shape, struct qm_variant *variant, struct qm_err *err);
	/* As prepare(); QM_SKIPPED if the device cannot take the variant. */
	struct qm_job *(*prepare)(struct qm_device *device, const struct qm_kernel *kernel,
	                          const struct qm_problem *problem,
	                          const struct qm_variant *variant, struct qm_costs *costs,
	                          struct qm_err *err);
	/* Where to keep what was found; false if there is no such place. */
	bool (*folder)(char *dir, size_t size);
	/* What was found on some devices already: a file of tuning results, as text. */
	const char *shipped;
};

/* A library of another project, as it is here. */
struct qm_library {
	char version[48];
	char target[64]; /* the code that it chose for this processor, in its own words */
};

struct qm_backend {
	const char *name;
	bool divides;                   /* open() takes parts of a device */
	const struct qm_tuning *tuning; /* NULL: each kernel has one form */

	/* Its kernels that this build contains. */
	size_t (*kernel_count)(void);
	const struct qm_kernel *(*kernel)(size_t index);

	/* How many devices there are; err says why there is none. */
	size_t (*device_count)(struct qm_err *err);
	bool (*describe)(size_t index, struct qm_device_info *info, struct qm_err *err);

	struct qm_device *(*open)(size_t index, const struct qm_open *how,
	                          struct qm_err *err);
	void (*close)(struct qm_device *device);
	/* Threads in use; 0 where that is the device's own affair. */
	size_t (*threads)(const struct qm_device *device);
	/* Where the threads are bound, for the result row: "0 2 4", or a plain reason. */
	void (*placement)(const struct qm_device *device, char *text, size_t size);
	/* False, with the reason, if the kernel cannot run there. */
	bool (*can_run)(const struct qm_device *device, const struct qm_kernel *kernel,
	                struct qm_err *err);

	/* Of a kernel that is a peer and can run there; NULL: the backend has none. */
	void (*library)(const struct qm_device *device, const struct qm_kernel *kernel,
	                struct qm_library *library);

	/* What the device can do at most.  It may leave out classes to which none of the
	 * kernels belongs, where each costs a compilation.
	 */
	bool (*peaks)(struct qm_device *device, const struct qm_kernel *const *kernels,
	              size_t count, struct qm_peaks *peaks, struct qm_err *err);
	/* Bytes that all caches together can hold; 0: it does not tell. */
	size_t (*caches)(const struct qm_device *device);

	struct qm_job *(*prepare)(struct qm_device *device, const struct qm_kernel *kernel,
	                          const struct qm_problem *problem, struct qm_costs *costs,
	                          struct qm_err *err);
	/* What code the job runs, 16 hexadecimal digits: equal in two builds of one source,
	 * wherever they lie; "" if that is not known.
	 */
	void (*code)(const struct qm_job *job, char *text, size_t size);
	/* From now on each run reads another copy of the packed weights, in turn; together
	 * they are at least `bytes`.  QM_SKIPPED where there is no room for them.
	 */
	bool (*rotate)(struct qm_job *job, size_t bytes, struct qm_err *err);
	bool (*run)(struct qm_job *job, struct qm_timing *timing, struct qm_err *err);
	/* C, row-major, n elements of four bytes a row. */
	bool (*fetch)(struct qm_job *job, void *c, struct qm_costs *costs,
	              struct qm_err *err);
	void (*release)(struct qm_job *job);
};

#endif
