/* openmp_sum.c - shows whether the thread sanitizer understands OpenMP's barriers.
 *
 * With -DBARRIER each round of writes is over before one thread sums; without, it is a
 * race.  A sanitizer that complains of both, or of neither, proves nothing of our code.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>

enum { COUNT = 64, ROUNDS = 50 };

int main(void)
{
	int *const x = calloc(COUNT, sizeof *x);
	int sum = 0;

	if (!x)
		return 1;
#pragma omp parallel num_threads(4)
	for (int round = 0; round < ROUNDS; round++) {
#pragma omp for nowait
		for (int i = 0; i < COUNT; i++)
			x[i] += round;
#ifdef BARRIER
#pragma omp barrier
#endif
#pragma omp single nowait
		for (int i = 0; i < COUNT; i++)
			sum += x[i];
#ifdef BARRIER
#pragma omp barrier
#endif
	}
	free(x);
	return sum < 0;
}
