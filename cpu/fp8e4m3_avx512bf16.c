/* fp8e4m3_avx512bf16.c - E4M3 as BF16 by vdpbf16ps.
 *
 * Packing makes BF16 of the codes, which is exact; weights take two bytes then.  Their
 * smallest number as BF16 is normal, and every sum is a multiple of 2^-18: nothing is ever
 * flushed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/dot_bf16.inc"
#include "cpu/fp8_zmm.inc"

#define BF16_PAIRS
#define LOAD_ROW 1

static inline QM_ALWAYS_INLINE void load_row(const char *codes, vec to[NV])
{
	floats_of_e4m3(codes, 0x1p8F, to);
}

#include "cpu/decode_rows.inc"

extern const struct qm_family qm_fp8e4m3;
extern const struct qm_cpu_kernel fp8e4m3_avx512bf16;

const struct qm_cpu_kernel fp8e4m3_avx512bf16 = {
	.base = {
		.name = "fp8e4m3_avx512bf16",
		.idea = "vdpbf16ps zmm, 12x32 tile",
		.family = &qm_fp8e4m3,
		.tile = { MR, NR, 2 },
	},
	.a = &qm_pack_fp8e4m3_bf16x2s_rows,
	.b = &qm_pack_fp8e4m3_bf16x2s,
	.pack_a = pack_a,
	.run = run,
};
