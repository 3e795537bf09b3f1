/* machine_info.h - the machine that the numbers belong to.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_MACHINE_INFO_H
#define QM_MACHINE_INFO_H

#include "kernels/qm.h"

enum { QM_CACHES_MAX = 12 };

struct qm_cache_info {
	const char *type; /* Data, Instruction, Unified: Google Benchmark's words */
	unsigned level;
	size_t size, sharing; /* bytes; hardware threads that share one */
};

struct qm_machine {
	char date[40];            /* ISO 8601 with the zone */
	char host[256], kernel[400], arch[72], cpu[160];
	size_t packages, cores, numa_nodes;
	size_t threads;           /* of the machine, online */
	size_t allowed;           /* that this process may run on */
	uint64_t memory;          /* bytes */
	struct qm_cache_info cache[QM_CACHES_MAX]; /* each kind once */
	size_t cache_count;
	unsigned mhz;             /* the highest that is known; 0: unknown */
	bool scaling;             /* the frequency may change under load */
	double load[3];
	size_t load_count;
};

void qm_machine_gather(struct qm_machine *m);

/* How this binary was made. */
struct qm_build {
	const char *version, *commit;
	bool dirty; /* files differed from the commit */
	const char *type, *compiler, *flags, *linker;
	const char *hwloc; /* the version that it was compiled against */
};

extern const struct qm_build qm_build;

#endif
