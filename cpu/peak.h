/* peak.h - what this processor can do at most: chains of one kind of instruction, and streams.
 *
 * This header is read by files built for an instruction set: declarations only.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_CPU_PEAK_H
#define QM_CPU_PEAK_H

#include "kernels/qm.h"

enum {
	QM_PEAK_VECTOR = 64,     /* bytes of the widest register */
	QM_PEAK_SUMS = 24 * 64,  /* bytes of the sums of all chains, at most */
	QM_STREAM_UNIT = 8 * 64  /* streams are whole multiples of this */
};

/* A class of multiply-accumulate: independent chains of mac(), as kernels of it use it. */
struct qm_peak {
	const char *name;        /* peak_fma_avx512; the class is what follows peak_ */
	const char *instruction; /* what the idea of each kernel of the class begins with */
	const char *format;      /* that it serves, in the table of formats */
	const char *operands, *accumulator;
	size_t turn;             /* operations of one turn; a multiply-add is two */
	/* `operands`: two registers, 64 bytes apart; `sums`: room for QM_PEAK_SUMS. */
	void (*run)(size_t turns, const void *operands, void *sums);
};

/* Loads and stores by the widest registers; all addresses are multiples of 64. */
struct qm_stream {
	const char *name;
	void (*read)(const void *from, size_t bytes, void *sums);
	void (*copy)(const void *from, size_t bytes, void *to);
};

#endif
