/* s24_neondot.c - four columns a register, eight k a window: tbl, sdot.
 *
 * A window is the eight activations of two groups of four, in the lower half of a register.
 * tbl picks from it the four that a column keeps, and one sdot does what takes two of a
 * dense product.
 * 6 x 12 tile: 18 sums, three registers of columns, three of indices, a row and what was
 * picked, of 32.  Bound: tbl and sdot are two instructions on two vector pipes, as two sdot
 * are (A76, N1, N2), so 32 of the products that were asked for a cycle, no more than dense;
 * with four pipes of which two look up (V1, V2) 64, dense again.  What is gained is memory:
 * 5/8 of the bytes.
 * Exact: the sum over the weights that are kept, as in i8_neondot.c.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "cpu/lanes_i32x4.h"

enum { MR = 6, NV = 3, PICKS = 1, ROW_STEP = 8, WORDS = 4, SPREAD = 1 };
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
	const int8x16_t picked = vqtbl1q_s8(vreinterpretq_s8_s32(row),
	                                    vreinterpretq_u8_s32(index));

	return vdotq_s32(acc, picked, vreinterpretq_s8_s32(kept));
}

static inline vec kept_of(vec word, size_t s)
{
	(void)s;
	return word;
}

/* The places of word w, of the second group behind the four values of the first. */
static inline QM_ALWAYS_INLINE vec index_of(vec metadata, size_t w, size_t s)
{
	const uint32x4_t places = vshlq_u32(vreinterpretq_u32_s32(metadata),
	                                    vdupq_n_s32(-(int32_t)(2 * w)));

	(void)s;
	return vreinterpretq_s32_u32(vorrq_u32(vandq_u32(places, vdupq_n_u32(0x03030303)),
	                                       vdupq_n_u32(0x04040000)));
}

#include "cpu/sparse.inc"

extern const struct qm_family qm_s24;
extern const struct qm_cpu_kernel s24_neondot;

const struct qm_cpu_kernel s24_neondot = {
	.base = {
		.name = "s24_neondot",
		.idea = "sdot of bytes picked by tbl, 6x12 tile",
		.family = &qm_s24,
		.tile = { MR, NR, 8 },
	},
	.a = &qm_pack_s8x8,
	.b = &qm_pack_s24x32,
	.run = run,
	.decode = decode,
	.decoded = WORDS * SPREAD * 2 * WORD,
	.few_rows = FEW,
	.few = run,
};
