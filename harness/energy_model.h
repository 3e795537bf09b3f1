/* energy_model.h - what a published table says that a product's arithmetic and memory cost.
 *
 * A model: nothing here was measured on this machine, and only ratios between rows mean
 * anything.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_ENERGY_MODEL_H
#define QM_ENERGY_MODEL_H

#include "harness/result.h"

struct qm_energy_model {
	const char *name, *source; /* the table, and where it was published */
	unsigned node_nm;
	double mul8, add32;        /* pJ: 8-bit integer product, 32-bit integer sum */
	double mul_float, add_float; /* single precision */
	double dram, near, far;    /* pJ a byte: DRAM, a 32 KB and a 1 MB SRAM */
};

extern const struct qm_energy_model qm_energy_models[];
extern const size_t qm_energy_model_count;

/* pJ for one of the row's operations (2 * m * n * k), arithmetic and memory apart, and from
 * where the operands come: "cache" or "dram".  `llc`: bytes of the last-level cache.
 */
struct qm_modelled {
	double arithmetic, memory;
	const char *level;
};
struct qm_modelled qm_energy_modelled(const struct qm_energy_model *model,
                                      const struct qm_result *row, size_t llc);

/* Bytes of the largest cache of the first CPU; 0: not told. */
size_t qm_largest_cache(const char *root);

#endif
