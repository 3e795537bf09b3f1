/* xnnpack.c - XNNPACK: its package, and the layers that are measured.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include "cpu/peers/xnnpack.h"

static const char *const symbols[] = {
#define QM_CALL(name) #name,
#include "cpu/peers/xnnpack.def"
#undef QM_CALL
};

/* The library does not tell its version, nor which code it chose. */
static bool describe(const void *calls, struct qm_library *to, struct qm_err *err)
{
	const struct xnnpack_calls *const f = calls;

	snprintf(to->version, sizeof to->version, "%s", QM_HEADER_VERSION);
	to->target[0] = '\0';
	return qm_xnnpack_fine(f->xnn_initialize(NULL), "it does not run on this processor", err);
}

const struct qm_cpu_library qm_xnnpack = {
	.base = {
		.name = "XNNPACK",
		.file = "libXNNPACK.so.0",
		.package = "libxnnpack0",
		.symbols = symbols,
		.count = sizeof symbols / sizeof symbols[0],
		.describe = describe,
	},
	.own_threads = true,
	.ready = qm_xnnpack_ready,
};

extern const struct qm_family qm_f32, qm_i8;

const struct qm_peer f32_xnnpack = {
	.base = {
		.name = "f32_xnnpack",
		.idea = "fully connected, weights packed before",
		.family = &qm_f32,
		.library = "XNNPACK",
		.outcome = QM_UNORDERED,
	},
	.from = &qm_xnnpack,
	.how = &qm_xnnpack_f32,
	.prepare = qm_xnnpack_prepare,
	.run = qm_xnnpack_run,
	.release = qm_xnnpack_release,
};

const struct qm_peer i8_xnnpack = {
	.base = {
		.name = "i8_xnnpack",
		.idea = "fully connected, weights packed before; results requantised to 8 bits",
		.family = &qm_i8,
		.library = "XNNPACK",
		.outcome = QM_REQUANTISED,
	},
	.from = &qm_xnnpack,
	.how = &qm_xnnpack_qs8,
	.can_run = qm_xnnpack_qs8_can_run,
	.prepare = qm_xnnpack_prepare,
	.run = qm_xnnpack_run,
	.fetch = qm_xnnpack_qs8_fetch,
	.release = qm_xnnpack_release,
};
