/* runs.h - bodies that serve several kernels: run() of one kernel, under a name of its own.
 *
 * Weights that were decoded to single precision are multiplied by the f32 kernel of the
 * instruction set; pairs of BF16 whose products need care, by the one that is always exact.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_RUNS_H
#define QM_RUNS_H

#include "cpu/kernel.h"

void qm_run_f32_avx2(const struct qm_tile *t);
void qm_run_f32_avx512(const struct qm_tile *t);
void qm_run_f32_neon(const struct qm_tile *t);
void qm_run_bf16_pairs_avx512(const struct qm_tile *t);

/* For a kernel's pack_a(): the packing bf16x2s_a_rows, and what the following says of it. */
int qm_pack_bf16_pairs_avx512(const struct qm_matrix *a, size_t first, size_t rows, void *to);

/* For a kernel's least(): the smallest exponent field among k BF16 numbers that are not
 * zero; far below any if one is subnormal.
 */
int qm_least_bf16_avx512(const void *codes, size_t rows, size_t row_bytes, size_t k);

#endif
