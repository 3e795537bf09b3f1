/* i8_neon.c - sixteen k a register, one element of C a register: smull and sadalp.
 *
 * Armv8.0 multiplies bytes eight at a time to 16 bits.  A register of sums belongs to one
 * element of C: its lanes run along k, and are added up at the end (any order is exact).
 * So no operand is spread, for which Armv8.0 has no multiply by byte element.
 * 4 x 4 tile: 16 sums, four registers of columns, one of a row, two products, of 32.
 * Bound: 16 multiply-adds are smull, smull2 and two sadalp, 8 a cycle where one pipe
 * multiplies and another adds pairwise (A72, N1), 16 where there are two of each (V1).
 * Exact: |a * b| <= 2^14 fits int16, and sadalp adds pairs of products at 32 bits.  The
 * usual smull, smlal2, sadalp adds two products at 16 bits, and -128 * -128 twice is 2^15:
 * it saves an addition only, not a multiplication, which the bound is about.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <arm_neon.h>

#include "cpu/kernel.h"

enum {
	MR = 4,
	NR = 4,
	NV = NR, /* a register of sums for each column */
	KR = 16, /* bytes along k in a unit of either operand */
	WORD = 4,
	ROWS_HELD = 1,
	MAX_PANELS = 4,
	HALF = NV
};

static inline int32x4_t mac(int32x4_t acc, int8x16_t a, int8x16_t b)
{
	acc = vpadalq_s16(acc, vmull_s8(vget_low_s8(a), vget_low_s8(b)));
	return vpadalq_s16(acc, vmull_high_s8(a, b));
}

/* Four elements of C from the sums of their lanes, and those from before. */
static inline QM_ALWAYS_INLINE void add_up(const int32x4_t x[NR], bool first,
                                           const char *from, char *c)
{
	const int32x4_t sums = vpaddq_s32(vpaddq_s32(x[0], x[1]), vpaddq_s32(x[2], x[3]));
	const int32x4_t before = first ? vdupq_n_s32(0) : vld1q_s32((const void *)from);

	vst1q_s32((void *)c, vaddq_s32(before, sums));
}

/* One step of k.  The rows are loaded once: nothing is stored in between. */
static inline QM_ALWAYS_INLINE void step(size_t rows, size_t panels, size_t b_panel,
                                         const int8_t *a, const int8_t *b,
                                         int32x4_t acc[MR][MAX_PANELS * NR])
{
	QM_UNROLL
	for (size_t j = 0; j < panels * NR; j++) {
		const int8x16_t column = vld1q_s8(b + j / NR * b_panel + j % NR * KR);

		QM_UNROLL
		for (size_t i = 0; i < rows; i++)
			acc[i][j] = mac(acc[i][j], vld1q_s8(a + i * KR), column);
	}
}

/* rows and panels are constants at every call, so acc stays in registers. */
static inline QM_ALWAYS_INLINE void tile_of(size_t rows, size_t panels, size_t registers,
                                            const struct qm_tile *t, size_t panel)
{
	char *const c = (char *)t->c + panel * NR * WORD;
	const char *const from = (const char *)t->sums + panel * NR * WORD;
	const int8_t *b = (const int8_t *)t->b + panel * t->b_panel;
	const int8_t *a = t->a;
	int32x4_t acc[MR][MAX_PANELS * NR];

	(void)registers;
	/* One loop each: clang 14 does not unroll an outer loop of a single iteration. */
	QM_UNROLL
	for (size_t x = 0; x < rows * panels * NR; x++)
		acc[x / (panels * NR)][x % (panels * NR)] = vdupq_n_s32(0);
	for (size_t p = 0; p < t->steps; p++) {
		step(rows, panels, t->b_panel, a, b, acc);
		a += rows * KR;
		b += NR * KR;
	}
	QM_UNROLL
	for (size_t v = 0; v < panels; v++)
		QM_UNROLL
		for (size_t i = 0; i < rows; i++)
			add_up(acc[i] + v * NR, t->first, from + i * t->sums_row + v * NR * WORD,
			       c + i * t->c_row + v * NR * WORD);
}

#include "cpu/strips.inc"

extern const struct qm_family qm_i8;
extern const struct qm_cpu_kernel i8_neon;

const struct qm_cpu_kernel i8_neon = {
	.base = {
		.name = "i8_neon",
		.idea = "smull + sadalp, lanes along k, 4x4 tile",
		.family = &qm_i8,
		.tile = { MR, NR, KR },
	},
	.a = &qm_pack_s8x16,
	.b = &qm_pack_s8x16,
	.run = run,
};
