/* onednn.h - what the files of oneDNN share: its functions, and what a product is of.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_ONEDNN_H
#define QM_ONEDNN_H

#include <dnnl.h>
#include <dnnl_debug.h>

#include "cpu/peers/peer.h"

struct onednn_calls {
#define QM_CALL(name) __typeof__(name) *name;
#include "cpu/peers/onednn.def"
#undef QM_CALL
};

struct onednn_types {
	dnnl_data_type_t a, b, c;
	size_t bytes; /* of a code */
};

/* For peers whose .how is a struct onednn_types. */
bool qm_onednn_prepare(struct qm_peer_job *job, struct qm_err *err);
bool qm_onednn_run(struct qm_peer_job *job, struct qm_err *err);
void qm_onednn_release(struct qm_peer_job *job);

#endif
