/* onednn.c - oneDNN: its version, and the products that are measured.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include "cpu/peers/onednn.h"

static const char *const symbols[] = {
#define QM_CALL(name) #name,
#include "cpu/peers/onednn.def"
#undef QM_CALL
};

static const struct onednn_types f32 = { dnnl_f32, dnnl_f32, dnnl_f32, 4 };
static const struct onednn_types bf16 = { dnnl_bf16, dnnl_bf16, dnnl_f32, 2 };
static const struct onednn_types s8 = { dnnl_s8, dnnl_s8, dnnl_s32, 1 };
static const struct onednn_types u8 = { dnnl_u8, dnnl_s8, dnnl_s32, 1 };

static bool describe(const void *calls, struct qm_library *to, struct qm_err *err)
{
	static const struct {
		dnnl_cpu_isa_t isa;
		const char *name;
	} targets[] = {
		{ dnnl_cpu_isa_avx512_core_amx, "avx512_core_amx" },
		{ dnnl_cpu_isa_avx512_core_bf16, "avx512_core_bf16" },
		{ dnnl_cpu_isa_avx512_core_vnni, "avx512_core_vnni" },
		{ dnnl_cpu_isa_avx512_core, "avx512_core" },
		{ dnnl_cpu_isa_avx2_vnni, "avx2_vnni" },
		{ dnnl_cpu_isa_avx2, "avx2" },
		{ dnnl_cpu_isa_avx, "avx" },
		{ dnnl_cpu_isa_sse41, "sse41" },
	};
	const struct onednn_calls *const f = calls;
	const dnnl_version_t *const v = f->dnnl_version();

	if (v->cpu_runtime != DNNL_RUNTIME_OMP)
		return qm_fail(err, QM_SKIPPED, "the oneDNN that is loaded here was not built with OpenMP");
	snprintf(to->version, sizeof to->version, "%d.%d.%d", v->major, v->minor, v->patch);
	to->target[0] = '\0';
	for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++)
		if (f->dnnl_get_effective_cpu_isa() == targets[i].isa)
			snprintf(to->target, sizeof to->target, "%s", targets[i].name);
	return true;
}

static bool has(const void *calls, dnnl_cpu_isa_t isa)
{
	const struct onednn_calls *const f = calls;

	return (f->dnnl_get_effective_cpu_isa() & isa) == (unsigned)isa;
}

/* On x86 without VNNI it adds pairs of products at 16 bits, which saturates. */
static bool can_run_8bit(const void *calls, struct qm_err *err)
{
	return !has(calls, dnnl_cpu_isa_sse41) || has(calls, dnnl_cpu_isa_avx512_core_vnni) ||
	       has(calls, dnnl_cpu_isa_avx2_vnni) ||
	       qm_fail(err, QM_SKIPPED, "oneDNN's 8-bit products saturate where the processor has no "
	               "VNNI");
}

static bool can_run_bf16(const void *calls, struct qm_err *err)
{
	return has(calls, dnnl_cpu_isa_avx512_core) ||
	       qm_fail(err, QM_SKIPPED, "oneDNN multiplies bf16 with AVX-512 only");
}

const struct qm_cpu_library qm_onednn = {
	.base = {
		.name = "oneDNN",
		.file = "libdnnl.so.2",
		.package = "libdnnl2",
		.symbols = symbols,
		.count = sizeof symbols / sizeof symbols[0],
		.describe = describe,
	},
};

extern const struct qm_family qm_f32, qm_bf16, qm_i8;

const struct qm_peer f32_onednn = {
	.base = { .name = "f32_onednn", .idea = "matmul, weights reordered before",
	          .family = &qm_f32, .library = "oneDNN", .outcome = QM_UNORDERED },
	.from = &qm_onednn, .how = &f32,
	.prepare = qm_onednn_prepare, .run = qm_onednn_run, .release = qm_onednn_release,
};

const struct qm_peer bf16_onednn = {
	.base = { .name = "bf16_onednn", .idea = "matmul, weights reordered before",
	          .family = &qm_bf16, .library = "oneDNN", .outcome = QM_UNORDERED },
	.from = &qm_onednn, .how = &bf16, .can_run = can_run_bf16,
	.prepare = qm_onednn_prepare, .run = qm_onednn_run, .release = qm_onednn_release,
};

const struct qm_peer i8_onednn = {
	.base = { .name = "i8_onednn", .idea = "matmul s8 x s8, weights reordered before",
	          .family = &qm_i8, .library = "oneDNN" },
	.from = &qm_onednn, .how = &s8, .can_run = can_run_8bit,
	.prepare = qm_onednn_prepare, .run = qm_onednn_run, .release = qm_onednn_release,
};

const struct qm_peer i8_onednn_u8 = {
	.base = { .name = "i8_onednn_u8",
	          .idea = "matmul u8 x s8, A + 128 with zero point 128, weights reordered before",
	          .family = &qm_i8, .library = "oneDNN" },
	.from = &qm_onednn, .how = &u8, .can_run = can_run_8bit,
	.prepare = qm_onednn_prepare, .run = qm_onednn_run, .release = qm_onednn_release,
};
