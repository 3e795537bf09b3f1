/* energy_model.c - a published table times what a product does.
 *
 * Arithmetic: the operations that the contract names, at the width in which they are done.
 * Integers: an 8-bit product and a 32-bit sum; fewer than 8 bits have no entry in either
 * table and count as 8, which is an upper bound; for a pair of one-bit codes, two 32-bit
 * integer operations (the exclusive or, and its count) for 32 products.  Floats: a product
 * and a sum in single precision, for that is what contract C1 asks for, whatever the codes.
 * Of 2:4 sparse weights half of the products are done.
 *
 * Memory: every operand and C once from where all of them fit, the last-level cache or DRAM;
 * and for each register tile, rows and columns of a step from a near SRAM.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/energy_model.h"
#include "harness/tree.h"

const struct qm_energy_model qm_energy_models[] = {
	/* Memory: 64 bits from 32 KB 20 pJ, from 1 MB 100 pJ, from DRAM 1.3 nJ (to 2.6). */
	{ "horowitz2014",
	  "M. Horowitz, Computing's Energy Problem (and what we can do about it), ISSCC 2014",
	  45, 0.2, 0.1, 3.7, 0.9, 1300.0 / 8, 20.0 / 8, 100.0 / 8 },
	/* Its table 2: 64 bits from 32 KB 8.5 pJ, from 1 MB 14 pJ, from DDR4 1.3 nJ. */
	{ "jouppi2021",
	  "N. P. Jouppi et al., Ten Lessons From Three Generations Shaped Google's TPUv4i, "
	  "ISCA 2021",
	  7, 0.07, 0.03, 1.31, 0.38, 1300.0 / 8, 8.5 / 8, 14.0 / 8 },
};
const size_t qm_energy_model_count = sizeof qm_energy_models / sizeof qm_energy_models[0];

/* pJ for a product and its sum. */
static double multiply_add(const struct qm_energy_model *m, const struct qm_family *f)
{
	/* Groups of codes that share a span keep two of four. */
	const double kept = f->a->span || f->b->span ? 0.5 : 1;
	const double whole = m->mul8 + m->add32, real = m->mul_float + m->add_float;

	if (f->c == QM_FLOAT32 && strncmp(f->contract, "C2", 2) != 0)
		return kept * real;
	if (f->c == QM_INT32 && f->a->bits == 1 && f->b->bits == 1)
		return 2 * m->add32 / 32;
	/* C2: one scaling for each block of integers. */
	if (f->c == QM_FLOAT32 && f->b->group && f->b->group < QM_WHOLE_ROW)
		return kept * whole + real / (double)f->b->group;
	return kept * whole;
}

/* Operands and C, the weights as the kernel reads them. */
static double bytes_once(const struct qm_result *r)
{
	const double b = (double)(r->costs.packed_bytes ? r->costs.packed_bytes
	                                                : r->b_bytes);

	return (double)r->a_bytes + b + qm_result_c_bytes(r);
}

static double memory(const struct qm_energy_model *m, const struct qm_result *r,
                     bool cached)
{
	const struct qm_shape tile = r->kernel->tile; /* 0: of a library, not known */
	const struct qm_family *const f = r->kernel->family;
	const double outer = bytes_once(r) * (cached ? m->far : m->dram) /
	                     qm_result_ops(r);
	if (tile.m == 0)
		return NAN;
	/* Of a step each row's code meets n columns, and each column's m rows. */
	const double inner = (f->a->bits / 8.0 / (double)tile.n +
	                      f->b->bits / 8.0 / (double)tile.m) /
	                     2;

	return outer + inner * m->near;
}

struct qm_modelled qm_energy_modelled(const struct qm_energy_model *model,
                                      const struct qm_result *row, size_t llc)
{
	const bool cached = strcmp(row->cache, "hot") == 0 &&
	                    bytes_once(row) <= (double)llc;

	return (struct qm_modelled){
		.arithmetic = multiply_add(model, row->kernel->family) / 2,
		.memory = memory(model, row, cached),
		.level = cached ? "cache" : "dram",
	};
}

size_t qm_largest_cache(const char *root)
{
	static const char folder[] = "/sys/devices/system/cpu/cpu0/cache";
	char name[16][QM_TREE_NAME];
	const size_t count = qm_tree_list(root, folder, "index*", name, 16);
	size_t largest = 0;

	for (size_t i = 0; i < count; i++) {
		char path[160], text[32], *end;

		snprintf(path, sizeof path, "%s/%s/size", folder, name[i]);
		if (!qm_tree_text(root, path, text, sizeof text))
			continue;

		const unsigned long x = strtoul(text, &end, 10);
		const size_t bytes = x << (*end == 'K' ? 10 : *end == 'M' ? 20 : 0);

		largest = bytes > largest ? bytes : largest;
	}
	return largest;
}
