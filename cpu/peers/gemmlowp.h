/* gemmlowp.h - between C and gemmlowp, which is C++ headers: what each gives to the other.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_GEMMLOWP_H
#define QM_GEMMLOWP_H

#include "kernels/qm.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Keeps its memory from one product to the next. */
struct qm_gemmlowp_context;

struct qm_gemmlowp_context *qm_gemmlowp_open(size_t threads);
void qm_gemmlowp_close(struct qm_gemmlowp_context *g);
/* C = (A - 128) * (B - 128), operands as rows of k, without gaps. */
void qm_gemmlowp_multiply(struct qm_gemmlowp_context *g, struct qm_shape s, const uint8_t *a,
                          const uint8_t *b, int32_t *c);

/* work(arg, i) for each i < count, on the threads that the team lends. */
void qm_gemmlowp_share(void (*work)(void *arg, size_t i), void *arg, size_t count);

#ifdef __cplusplus
}
#endif

#endif
