/* stream_neon.c - memory by 16 bytes an instruction.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_i32x4.h"

static inline vec mix(vec x, vec y)
{
	return veorq_s32(x, y);
}

#include "cpu/stream.inc"

extern const struct qm_stream stream_neon;

const struct qm_stream stream_neon = {
	.name = "stream_neon",
	.read = read,
	.copy = copy,
};
