/* s24_neon.c - four columns a register, four k a window: tbl, smlal.
 *
 * A window is the four activations of a group, widened when packed, in the lower half of a
 * register.  tbl picks from it for four columns the first activation that each keeps, then
 * the second: eight values of 16 bits for smlal and smlal2.  The weights are widened in L1,
 * once for all strips that meet them.
 * 6 x 12 tile: 18 sums, three registers of columns, three of indices, a row and what was
 * picked, of 32.  Bound: three instructions for 16 of the products that were asked for,
 * where i8_neon.c has four: 10.7 a cycle on two vector pipes that do them all; 8, as dense,
 * where one pipe multiplies (A72, N1).
 * Exact: |a * b| <= 2^14 is added at 32 bits.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "cpu/lanes_i32x4.h"

enum { MR = 6, NV = 3, PICKS = 1, ROW_STEP = 8, WORDS = 4, SPREAD = 2 };
enum { FEW = MR };

/* The upper half is never picked from. */
static inline vec window(const char *a)
{
	int64_t bytes;

	memcpy(&bytes, a, sizeof bytes);
	return vreinterpretq_s32_s64(vsetq_lane_s64(bytes, vdupq_n_s64(0), 0));
}

static inline vec mac(vec acc, vec row, vec index, vec kept)
{
	const int16x8_t picked = vreinterpretq_s16_s8(vqtbl1q_s8(vreinterpretq_s8_s32(row),
	                                                         vreinterpretq_u8_s32(index)));
	const int16x8_t weights = vreinterpretq_s16_s32(kept);

	acc = vmlal_s16(acc, vget_low_s16(picked), vget_low_s16(weights));
	return vmlal_high_s16(acc, picked, weights);
}

/* Byte 2 s of four words, then byte 2 s + 1 of them. */
static inline uint8x8_t two_bytes(vec words, size_t s)
{
	static const uint8_t bytes[] = { 0, 4, 8, 12, 1, 5, 9, 13 };

	return vqtbl1_u8(vreinterpretq_u8_s32(words),
	                 vadd_u8(vld1_u8(bytes), vdup_n_u8((uint8_t)(2 * s))));
}

static inline QM_ALWAYS_INLINE vec kept_of(vec word, size_t s)
{
	return vreinterpretq_s32_s16(vmovl_s8(vreinterpret_s8_u8(two_bytes(word, s))));
}

/* A place becomes those of the two bytes of 16 bits: x times 2, and one more. */
static inline QM_ALWAYS_INLINE vec index_of(vec metadata, size_t w, size_t s)
{
	const vec shifted = vreinterpretq_s32_u32(
		vshlq_u32(vreinterpretq_u32_s32(metadata), vdupq_n_s32(-(int32_t)(2 * w))));
	const uint16x8_t places = vmovl_u8(vand_u8(two_bytes(shifted, s), vdup_n_u8(3)));

	return vreinterpretq_s32_u16(vmlaq_n_u16(vdupq_n_u16(0x0100), places, 0x0202));
}

#include "cpu/sparse.inc"

extern const struct qm_family qm_s24;
extern const struct qm_cpu_kernel s24_neon;

const struct qm_cpu_kernel s24_neon = {
	.base = {
		.name = "s24_neon",
		.idea = "smlal of values picked by tbl, 6x12 tile",
		.family = &qm_s24,
		.tile = { MR, NR, 4 },
	},
	.a = &qm_pack_s16x4,
	.b = &qm_pack_s24x32,
	.run = run,
	.decode = decode,
	.decoded = WORDS * SPREAD * 2 * WORD,
	.few_rows = FEW,
	.few = run,
};
