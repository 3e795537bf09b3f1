/* stream_avx2.c - memory by 32 bytes an instruction.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_i32x8.h"

static inline vec mix(vec x, vec y)
{
	return _mm256_xor_si256(x, y);
}

#include "cpu/stream.inc"

extern const struct qm_stream stream_avx2;

const struct qm_stream stream_avx2 = {
	.name = "stream_avx2",
	.read = read,
	.copy = copy,
};
