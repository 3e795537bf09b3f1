/* peak.cl - the body of ceilings: steps of a kernel on registers, and memory at full speed.
 *
 * What a step does is said ahead of this, as for outer.cl; here its operands stay where they
 * are, so nothing but the steps is measured.  QM_ROWS sums know nothing of each other, and
 * the weights are others at each turn, so that no compiler can take the work out of the
 * loop.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#pragma OPENCL FP_CONTRACT OFF

kernel void steps(global const qm_a *restrict units, global const uint *restrict words,
                  global qm_c *restrict sums, uint turns)
{
	QM_V(uint) word = QM_LOAD(words);
	qm_acc acc[QM_ROWS], total;

#pragma unroll
	for (uint i = 0; i < QM_ROWS; i++)
		acc[i] = (qm_acc)(0);
	for (uint left = turns, burst; left > 0; left -= burst) {
		qm_sum sum[QM_ROWS];

		burst = min(left, (uint)QM_BURST);
#pragma unroll
		for (uint i = 0; i < QM_ROWS; i++)
			sum[i] = qm_open(acc[i], units + i);
		for (uint s = 0; s < burst * QM_WORDS; s++) {
#pragma unroll
			for (uint p = 0; p < QM_PARTS; p++) {
				const qm_b b = qm_decode_b(word, word, 0, p);

#pragma unroll
				for (uint i = 0; i < QM_ROWS; i++)
					sum[i] = qm_step(sum[i], qm_pick(units + i, 0, p), b);
			}
			word += (QM_V(uint))(1);
		}
#pragma unroll
		for (uint i = 0; i < QM_ROWS; i++)
			acc[i] = qm_close(acc[i], sum[i], word);
	}
	total = acc[0];
#pragma unroll
	for (uint i = 1; i < QM_ROWS; i++)
		total += acc[i];
	QM_STORE(total, sums + get_global_id(0) * QM_VEC);
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
