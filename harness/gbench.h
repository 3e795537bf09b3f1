/* gbench.h - Google Benchmark, as far as C can see it.
 *
 * It decides how many products make a sample, interleaves the repetitions of all rows of a
 * batch in random order, and hands each sample back.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_GBENCH_H
#define QM_GBENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct qm_gbench_row {
	const char *name; /* unique within a batch */
	void *arg;
	/* One product: true and its seconds, or false to end this row. */
	bool (*run)(void *arg, double *seconds);
	/* One sample: seconds for one product, the mean over `iterations`. */
	void (*sample)(void *arg, double seconds, uint64_t iterations);
};

/* Flags as on a command line, argv[0] first.  False if one is not understood. */
bool qm_gbench_init(int argc, char **argv);

/* Times every row of a batch: `repetitions` samples each, of at least min_time seconds. */
void qm_gbench_run(const struct qm_gbench_row *rows, size_t count, size_t repetitions,
                   double min_time);

/* How the library was compiled: release or debug, by its own account. */
const char *qm_gbench_library_build_type(void);
/* The version that we were compiled against; "unknown" where it does not say. */
const char *qm_gbench_version(void);

#ifdef __cplusplus
}
#endif

#endif
