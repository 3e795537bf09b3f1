/* outer.cl - the body of every kernel: a tile of C as a sum of outer products.
 *
 * Both operands are panels of steps: A strips [m/STRIP][steps][STRIP] of qm_a, B panels
 * [n/PANEL] of a head [QM_HEAD][PANEL] and [steps][QM_UNITS][PANEL] of qm_word.  Both are
 * padded and C has room for whole tiles, so nothing here tests for an edge.  A work-group
 * owns one tile, a work-item some of its rows and columns, for the whole of k; groups that
 * share a panel of B follow each other.
 *
 * What a step does is said ahead of this: see hooks.cl.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#pragma OPENCL FP_CONTRACT OFF

#define QM_A_WORDS ((QM_A_BYTES + 3) / 4)
#define QM_LINE (QM_GROUP_N * QM_VEC) /* columns from a work-item's vector to its next */

/* The code or the four bytes at `at`; bytes past the end of the row are those of the pad. */
QM_INLINE uint qm_word_of(global const uchar *row, ulong at, ulong bytes, ulong pitch)
{
#if QM_A_BYTES == 1
	return at < bytes ? row[at] : QM_A_PAD;
#elif QM_A_BYTES == 2
	return at < bytes ? *(global const ushort *)(row + at) : QM_A_PAD;
#else
	uchar4 x = as_uchar4((uint)QM_A_PAD);

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
#endif
}

/* Row-major codes to strips: an item takes QM_RUN steps of one row; its place is (row in
 * the strip, strip, run).  `bytes` of codes lie in a row, `pitch` bytes from one row to
 * the next; rows from m on are padding.
 */
kernel void prepare_a(global const uchar *a, global qm_a *strips, uint m, uint steps,
                      ulong bytes, ulong pitch)
{
	const uint first = get_global_id(2) * QM_RUN, last = min(first + QM_RUN, steps);
	const size_t strip = get_global_id(1), row = strip * QM_STRIP + get_global_id(0);
	global qm_a *to = strips + strip * steps * QM_STRIP + get_global_id(0);
	uint word[QM_A_WORDS];
	qm_a unit;

	a += row * pitch;
	for (uint s = first; s < last; s++) {
		for (uint w = 0; w < QM_A_WORDS; w++)
			word[w] = qm_word_of(a, (ulong)s * QM_A_BYTES + w * 4, row < m ? bytes : 0,
			                     pitch);
		qm_prepare_a(&unit, word);
		to[(size_t)s * QM_STRIP] = unit;
	}
}

#if QM_LOCAL
/* `count` steps of both operands, by all items of the group. */
QM_INLINE void qm_stage(local qm_a *a_to, local qm_word *b_to, global const qm_a *a,
                        global const qm_word *b, uint count)
{
	const uint item = get_local_id(1) * QM_GROUP_N + get_local_id(0);

	barrier(CLK_LOCAL_MEM_FENCE);
	for (uint i = item; i < count * QM_STRIP; i += QM_GROUP_M * QM_GROUP_N)
		a_to[i] = a[i];
	for (uint i = item; i < count * QM_UNITS * QM_PANEL; i += QM_GROUP_M * QM_GROUP_N)
		b_to[i] = b[i];
	barrier(CLK_LOCAL_MEM_FENCE);
}
#endif

/* A head's words.  Those of one lane may lie anywhere, among units of a byte. */
QM_INLINE QM_V(uint) qm_head(global const uchar *panel, uint column)
{
#if !QM_HEAD
	return (QM_V(uint))(0);
#elif QM_VEC == 1
	return as_uint(vload4(column, panel));
#else
	return QM_LOAD((global const uint *)panel + column);
#endif
}

/* One part of a word: each row's piece by the columns that are ready. */
QM_INLINE void qm_add_part(qm_sum sum[QM_ROWS][QM_VECS], QM_NEAR const qm_a *x,
                           const qm_b ready[QM_VECS], uint w, uint p)
{
#pragma unroll
	for (uint i = 0; i < QM_ROWS; i++) {
		const qm_piece piece = qm_pick(x + i, w, p);

#pragma unroll
		for (uint v = 0; v < QM_VECS; v++)
			sum[i][v] = qm_step(sum[i][v], piece, ready[v]);
	}
}

/* One step; `side` is its word that says something about the others. */
QM_INLINE void qm_add_step(qm_sum sum[QM_ROWS][QM_VECS], QM_V(uint) side[QM_VECS],
                           QM_NEAR const qm_a *x, QM_NEAR const qm_word *y)
{
#pragma unroll
	for (uint v = 0; v < QM_VECS; v++)
		side[v] = QM_SIDE < 0 ? (QM_V(uint))(0) : qm_load_b(y + QM_SIDE * QM_PANEL + v * QM_LINE);
	for (uint w = 0; w < QM_WORDS; w++) {
		QM_V(uint) word[QM_VECS];

#pragma unroll
		for (uint v = 0; v < QM_VECS; v++)
			word[v] = qm_load_b(y + (QM_FIRST + w) * QM_PANEL + v * QM_LINE);
#pragma unroll
		for (uint p = 0; p < QM_PARTS; p++) {
			qm_b ready[QM_VECS];

#pragma unroll
			for (uint v = 0; v < QM_VECS; v++)
				ready[v] = qm_decode_b(word[v], side[v], w, p);
			qm_add_part(sum, x, ready, w, p);
		}
	}
}

/* `count` steps of one burst.  Compilers unroll no loop of unknown length that calls what may
 * be a barrier, and that is every function of OpenCL C: so it is written out.
 */
QM_INLINE void qm_add_burst(qm_acc acc[QM_ROWS][QM_VECS], QM_NEAR const qm_a *x,
                            QM_NEAR const qm_word *y, uint count)
{
	qm_sum sum[QM_ROWS][QM_VECS];
	QM_V(uint) side[QM_VECS];

#pragma unroll
	for (uint i = 0; i < QM_ROWS; i++)
#pragma unroll
		for (uint v = 0; v < QM_VECS; v++)
			sum[i][v] = qm_open(acc[i][v], x + i);
#if QM_UNROLL > 1 && QM_BURST > 1
	for (; count >= QM_UNROLL; count -= QM_UNROLL)
#pragma unroll
		for (uint u = 0; u < QM_UNROLL; u++) {
			qm_add_step(sum, side, x, y);
			x += QM_STRIP;
			y += QM_UNITS * QM_PANEL;
		}
#endif
#pragma unroll 1
	for (; count > 0; count--) {
		qm_add_step(sum, side, x, y);
		x += QM_STRIP;
		y += QM_UNITS * QM_PANEL;
	}
#pragma unroll
	for (uint i = 0; i < QM_ROWS; i++)
#pragma unroll
		for (uint v = 0; v < QM_VECS; v++)
			acc[i][v] = qm_close(acc[i][v], sum[i][v], side[v]);
}

/* `count` steps, in bursts; bursts of one step are written out themselves. */
QM_INLINE void qm_add_steps(qm_acc acc[QM_ROWS][QM_VECS], QM_NEAR const qm_a *x,
                            QM_NEAR const qm_word *y, uint count)
{
#if QM_UNROLL > 1 && QM_BURST == 1
	for (; count >= QM_UNROLL; count -= QM_UNROLL)
#pragma unroll
		for (uint u = 0; u < QM_UNROLL; u++) {
			qm_add_burst(acc, x, y, 1);
			x += QM_STRIP;
			y += QM_UNITS * QM_PANEL;
		}
#endif
	for (uint burst; count > 0; count -= burst) {
		burst = min(count, (uint)QM_BURST);
		qm_add_burst(acc, x, y, burst);
		x += (size_t)burst * QM_STRIP;
		y += (size_t)burst * QM_UNITS * QM_PANEL;
	}
}

kernel __attribute__((reqd_work_group_size(QM_GROUP_N, QM_GROUP_M, 1)))
void multiply(global const qm_a *a, global const uchar *panels, global qm_c *c, uint steps,
              uint c_row, uint k, global const float *scales)
{
	const uint column = get_local_id(0) * QM_VEC, row = get_local_id(1) * QM_ROWS;
	const size_t strip = get_group_id(0), panel = get_group_id(1);
	global const qm_word *b;
	qm_acc acc[QM_ROWS][QM_VECS];

	a += strip * steps * QM_STRIP;
	panels += panel * (QM_HEAD * 4 + (size_t)steps * QM_UNIT) * QM_PANEL;
	b = (global const qm_word *)(panels + QM_HEAD * 4 * QM_PANEL);
	c += (strip * QM_STRIP + row) * c_row + panel * QM_PANEL + column;
#pragma unroll
	for (uint i = 0; i < QM_ROWS; i++)
#pragma unroll
		for (uint v = 0; v < QM_VECS; v++)
			acc[i][v] = qm_start(qm_head(panels, column + v * QM_LINE));

#if QM_LOCAL
	local qm_a a_near[QM_LOCAL * QM_STRIP];
	local qm_word b_near[QM_LOCAL * QM_UNITS * QM_PANEL];

	for (uint done = 0, count; done < steps; done += count) {
		count = min(steps - done, (uint)QM_LOCAL);
		qm_stage(a_near, b_near, a + (size_t)done * QM_STRIP,
		         b + (size_t)done * QM_UNITS * QM_PANEL, count);
		qm_add_steps(acc, a_near + row, b_near + column, count);
	}
#else
	qm_add_steps(acc, a + row, b + column, steps);
#endif

#pragma unroll
	for (uint i = 0; i < QM_ROWS; i++) {
		const float scale = QM_SCALED ? scales[strip * QM_STRIP + row + i] : 1;

#pragma unroll
		for (uint v = 0; v < QM_VECS; v++)
			QM_STORE(qm_finish(acc[i][v], k, scale), c + (size_t)i * c_row + v * QM_LINE);
	}
}
