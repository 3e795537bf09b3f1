/* peak.cl - the body of ceilings: steps of a kernel on registers, and memory at full speed.
 *
 * What a step does is said ahead of this, as for outer.cl; here its operands stay where they
 * are, so nothing but the steps is measured, on the tile that the kernel has.  The sums know
 * nothing of each other, and the weights are others at each step, so that no compiler can
 * take the work out of the loop.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#pragma OPENCL FP_CONTRACT OFF

QM_INLINE qm_acc qm_total(qm_acc acc[QM_ROWS][QM_VECS])
{
	qm_acc total = (qm_acc)(0);

#pragma unroll
	for (uint i = 0; i < QM_ROWS; i++)
#pragma unroll
		for (uint v = 0; v < QM_VECS; v++)
			total += acc[i][v];
	return total;
}

/* The weights of step s: others at each step.  A CPU reads them from its nearest cache, for a
 * sum to make them would take the place of a product; a GPU makes them.
 */
QM_INLINE void qm_next(QM_V(QM_WORD) word[QM_VECS], global const qm_word *words, uint s)
{
#pragma unroll
	for (uint v = 0; v < QM_VECS; v++)
#if QM_VEC == 1
		word[v] += (QM_WORD)1;
#else
		word[v] = QM_LOAD(words + (s % 64 * QM_VECS + v) * QM_VEC);
#endif
}

kernel void steps(global const qm_a *restrict units, global const qm_word *restrict words,
                  global qm_c *restrict sums, uint turns)
{
	/* 0, as no compiler knows: else it would take all loads out of the loop, and run out of
	 * registers.
	 */
	const uint still = turns >> 31;
	QM_V(QM_WORD) word[QM_VECS];
	qm_acc acc[QM_ROWS][QM_VECS];

#pragma unroll
	for (uint v = 0; v < QM_VECS; v++) {
		word[v] = QM_LOAD(words + v * QM_VEC);
#pragma unroll
		for (uint i = 0; i < QM_ROWS; i++)
			acc[i][v] = (qm_acc)(0);
	}
	for (uint left = turns, burst; left > 0; left -= burst) {
		qm_sum sum[QM_ROWS][QM_VECS];

		burst = min(left, (uint)QM_BURST);
#pragma unroll
		for (uint i = 0; i < QM_ROWS; i++)
#pragma unroll
			for (uint v = 0; v < QM_VECS; v++)
				sum[i][v] = qm_open(acc[i][v], units + i);
		for (uint s = 0; s < burst * QM_WORDS; s++) {
			qm_next(word, words, s);
#pragma unroll
			for (uint p = 0; p < QM_PARTS; p++) {
				qm_b ready[QM_VECS];

#pragma unroll
				for (uint v = 0; v < QM_VECS; v++)
					ready[v] = qm_decode_b(qm_widen(word[v]), qm_widen(word[v]), 0, p);
#pragma unroll
				for (uint i = 0; i < QM_ROWS; i++) {
					const qm_piece piece = qm_pick(units + i, 0, p);

#pragma unroll
					for (uint v = 0; v < QM_VECS; v++)
						sum[i][v] = qm_step(sum[i][v], piece, ready[v]);
				}
			}
			units += still * QM_ROWS;
		}
#pragma unroll
		for (uint i = 0; i < QM_ROWS; i++)
#pragma unroll
			for (uint v = 0; v < QM_VECS; v++)
				acc[i][v] = qm_close(acc[i][v], sum[i][v], qm_widen(word[v]));
	}
	QM_STORE(qm_total(acc), sums + get_global_id(0) * QM_VEC);
}

/* Eight streams an item on a CPU, whose prefetchers follow each of them; on a GPU the items
 * side by side read one stream.
 */
#if QM_VEC == 1
typedef uint4 qm_wide;
#else
typedef QM_V(uint) qm_wide;
#endif
#define QM_STREAMS 8

/* Piece s of item g begins at qm_at(0, s) and goes on in steps of QM_STRIDE. */
#if QM_VEC == 1
#define QM_STRIDE get_global_size(0)
#define qm_at(i, s) (((i) * QM_STREAMS + (s)) * QM_STRIDE + get_global_id(0))
#else
#define qm_at(i, s) ((get_global_id(0) * QM_STREAMS + (s)) * each + (i))
#endif

/* `each`: vectors of one stream of one item. */
kernel void read_stream(global const qm_wide *from, global qm_wide *sums, ulong each)
{
	qm_wide acc[QM_STREAMS], sum = (qm_wide)(0);

#pragma unroll
	for (uint s = 0; s < QM_STREAMS; s++)
		acc[s] = sum;
	for (ulong i = 0; i < each; i++)
#pragma unroll
		for (uint s = 0; s < QM_STREAMS; s++)
			acc[s] ^= from[qm_at(i, s)];
#pragma unroll
	for (uint s = 0; s < QM_STREAMS; s++)
		sum ^= acc[s];
	sums[get_global_id(0)] = sum;
}

kernel void copy_stream(global const qm_wide *from, global qm_wide *to, ulong each)
{
	for (ulong i = 0; i < each; i++)
#pragma unroll
		for (uint s = 0; s < QM_STREAMS; s++)
			to[qm_at(i, s)] = from[qm_at(i, s)];
}
