/* stream_avx512.c - memory by 64 bytes an instruction.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/lanes_i32x16.h"

static inline vec mix(vec x, vec y)
{
	return _mm512_xor_si512(x, y);
}

#include "cpu/stream.inc"

extern const struct qm_stream stream_avx512;

const struct qm_stream stream_avx512 = {
	.name = "stream_avx512",
	.read = read,
	.copy = copy,
};
