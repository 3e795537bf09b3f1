/* s24f_neon.c - four columns a register, four floats a window: tbl, fmla.
 *
 * A window is the four activations of a group, as they are; each column picks one for the
 * first weight that it keeps, then one for the second.
 * 6 x 12 tile: 18 sums, three registers of columns, three of indices, a row and what was
 * picked, of 32.  Bound: tbl and fmla are two instructions on two vector pipes, as the two
 * fmla of a dense product are (A72, N1, N2): 8 of the products that were asked for a cycle,
 * no more than dense; the gain is memory, 17/32 of the bytes.
 * Exact: contract C1 is fmla itself, lane by lane, over the weights that are kept.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_f32x4.h"

enum { MR = 6, NV = 3, PICKS = 2, ROW_STEP = 16, WORDS = 16, SPREAD = 1 };
enum { FEW = MR };

static inline vec window(const char *a)
{
	return vec_load(a);
}

static inline vec mac(vec acc, vec row, vec index, vec kept)
{
	const uint8x16_t picked = vqtbl1q_u8(vreinterpretq_u8_f32(row),
	                                     vreinterpretq_u8_f32(index));

	return vfmaq_f32(acc, vreinterpretq_f32_u8(picked), kept);
}

static inline vec kept_of(vec word, size_t s)
{
	(void)s;
	return word;
}

/* The four bytes of the float that word w meets: four times its place, 0 to 3 more. */
static inline QM_ALWAYS_INLINE vec index_of(vec metadata, size_t w, size_t s)
{
	const uint32x4_t place = vandq_u32(vshlq_u32(vreinterpretq_u32_f32(metadata),
	                                             vdupq_n_s32(-(int32_t)(2 * w))),
	                                   vdupq_n_u32(3));

	(void)s;
	return vreinterpretq_f32_u32(vmlaq_n_u32(vdupq_n_u32(0x03020100), place, 0x04040404));
}

#include "cpu/sparse.inc"

extern const struct qm_family qm_s24f;
extern const struct qm_cpu_kernel s24f_neon;

const struct qm_cpu_kernel s24f_neon = {
	.base = {
		.name = "s24f_neon",
		.idea = "fmla of floats picked by tbl, 6x12 tile",
		.family = &qm_s24f,
		.tile = { MR, NR, 4 },
	},
	.a = &qm_pack_f32x4,
	.b = &qm_pack_s24fx32,
	.run = run,
	.decode = decode,
	.decoded = WORDS * SPREAD * 2 * WORD,
	.few_rows = FEW,
	.few = run,
};
