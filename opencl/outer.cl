/* outer.cl - the body of dense kernels: a tile of C as a sum of outer products.
 *
 * Both operands are panels of steps: A strips [m/STRIP][steps][STRIP] of qm_a, B panels
 * [n/PANEL] of a head [QM_HEAD][PANEL] and [steps][PANEL] words.  Both are padded with
 * zeros and C has room for whole tiles, so nothing here tests for an edge.  A work-group
 * owns one tile, a work-item some of its rows and columns, for the whole of k; groups
 * that share a panel of B follow each other.
 *
 * The kernel's own file, ahead of this one, says what a step is: qm_a, qm_b, qm_acc,
 * qm_c, qm_prepare_a(), qm_decode_b(), qm_step(), and qm_start() where there is a head.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#pragma OPENCL FP_CONTRACT OFF

/* The four bytes at `at`; those past the end of the row are zero. */
inline uint qm_word(global const uchar *row, ulong at, ulong bytes, ulong pitch)
{
	uchar4 x = 0;

	if (at + 4 <= bytes && pitch % 4 == 0)
		return *(global const uint *)(row + at);
	if (at < bytes)
		x.s0 = row[at];
	if (at + 1 < bytes)
		x.s1 = row[at + 1];
	if (at + 2 < bytes)
		x.s2 = row[at + 2];
	if (at + 3 < bytes)
		x.s3 = row[at + 3];
	return as_uint(x);
}

/* Row-major codes to strips: an item takes QM_RUN steps of one row; its place is (row in
 * the strip, strip, run).  `bytes` of codes lie in a row, `pitch` bytes from one row to
 * the next; rows from m on are zero.
 */
kernel void prepare_a(global const uchar *a, global qm_a *strips, uint m, uint steps,
                      ulong bytes, ulong pitch)
{
	const uint first = get_global_id(2) * QM_RUN, last = min(first + QM_RUN, steps);
	const size_t strip = get_global_id(1), row = strip * QM_STRIP + get_global_id(0);
	global qm_a *to = strips + strip * steps * QM_STRIP + get_global_id(0);
	uint word[QM_A_WORDS];

	a += row * pitch;
	for (uint s = first; s < last; s++) {
		for (uint w = 0; w < QM_A_WORDS; w++)
			word[w] = qm_word(a, ((ulong)s * QM_A_WORDS + w) * 4, row < m ? bytes : 0,
			                  pitch);
		to[(size_t)s * QM_STRIP] = qm_prepare_a(word);
	}
}

#if !QM_HEAD
#define qm_start(head) 0
#endif

/* Where the inner loop reads. */
#if QM_LOCAL
#define QM_NEAR local

/* `count` steps of both operands, by all items of the group. */
inline void qm_stage(local qm_a *a_to, local uint *b_to, global const qm_a *a,
                     global const uint *b, uint count)
{
	const uint item = get_local_id(1) * QM_GROUP_N + get_local_id(0);

	barrier(CLK_LOCAL_MEM_FENCE);
	for (uint i = item; i < count * QM_STRIP; i += QM_GROUP_M * QM_GROUP_N)
		a_to[i] = a[i];
	for (uint i = item; i < count * QM_PANEL; i += QM_GROUP_M * QM_GROUP_N)
		b_to[i] = b[i];
	barrier(CLK_LOCAL_MEM_FENCE);
}
#else
#define QM_NEAR global
#endif

kernel __attribute__((reqd_work_group_size(QM_GROUP_N, QM_GROUP_M, 1)))
void multiply(global const qm_a *a, global const uint *b, global qm_c *c, uint steps,
              uint c_row)
{
	const uint column = get_local_id(0) * QM_VEC, row = get_local_id(1) * QM_ROWS;
	const size_t strip = get_group_id(0), panel = get_group_id(1);
	qm_acc acc[QM_ROWS][QM_VECS];

	a += strip * steps * QM_STRIP;
	b += panel * (QM_HEAD + (size_t)steps) * QM_PANEL;
	c += (strip * QM_STRIP + row) * c_row + panel * QM_PANEL + column;
#pragma unroll
	for (uint i = 0; i < QM_ROWS; i++)
#pragma unroll
		for (uint v = 0; v < QM_VECS; v++)
			acc[i][v] = qm_start(QM_LOAD(b + column + v * QM_GROUP_N * QM_VEC));
	b += QM_HEAD * QM_PANEL;

#if QM_LOCAL
	local qm_a a_near[QM_LOCAL * QM_STRIP];
	local uint b_near[QM_LOCAL * QM_PANEL];
#else
	global const qm_a *const a_near = a;
	global const uint *const b_near = b;
#endif

	for (uint done = 0, count; done < steps; done += count) {
		QM_NEAR const qm_a *x = a_near + row;
		QM_NEAR const uint *y = b_near + column;

		count = steps - done;
#if QM_LOCAL
		count = min(count, (uint)QM_LOCAL);
		qm_stage(a_near, b_near, a + (size_t)done * QM_STRIP, b + (size_t)done * QM_PANEL, count);
#endif
		/* Not a function: with acc behind a pointer it would live in memory. */
		for (uint s = 0; s < count; s++) {
			qm_b ready[QM_VECS];

#pragma unroll
			for (uint v = 0; v < QM_VECS; v++)
				ready[v] = qm_decode_b(QM_LOAD(y + v * QM_GROUP_N * QM_VEC));
#pragma unroll
			for (uint i = 0; i < QM_ROWS; i++) {
				const qm_a unit = x[i];

#pragma unroll
				for (uint v = 0; v < QM_VECS; v++)
					acc[i][v] = qm_step(acc[i][v], unit, ready[v]);
			}
			x += QM_STRIP;
			y += QM_PANEL;
		}
	}
#pragma unroll
	for (uint i = 0; i < QM_ROWS; i++)
#pragma unroll
		for (uint v = 0; v < QM_VECS; v++)
			QM_STORE(acc[i][v], c + (size_t)i * c_row + v * QM_GROUP_N * QM_VEC);
}
