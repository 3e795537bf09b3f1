/* fake_openblas.c - a library that says it is OpenBLAS, and does what FAKE_BLAS says.
 *
 *     right     multiplies
 *     wrong     drops the last product of each sum
 *     pthreads  says that it has threads of its own
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

char *openblas_get_config(void);
char *openblas_get_corename(void);
int openblas_get_parallel(void);
void cblas_sgemm(int order, int trans_a, int trans_b, int m, int n, int k, float alpha,
                 const float *a, int lda, const float *b, int ldb, float beta, float *c,
                 int ldc);
void cblas_sgemv(int order, int trans, int m, int n, float alpha, const float *a, int lda,
                 const float *x, int incx, float beta, float *y, int incy);

static int is(const char *what)
{
	const char *const order = getenv("FAKE_BLAS");

	return order && strcmp(order, what) == 0;
}

char *openblas_get_config(void)
{
	static char text[] = "OpenBLAS 98.7 DYNAMIC_ARCH Abacus";

	return text;
}

char *openblas_get_corename(void)
{
	static char text[] = "Abacus";

	return text;
}

int openblas_get_parallel(void)
{
	return is("pthreads") ? 1 : 2;
}

/* C = A * B^T, rows along k, as it is asked for here. */
void cblas_sgemm(int order, int trans_a, int trans_b, int m, int n, int k, float alpha,
                 const float *a, int lda, const float *b, int ldb, float beta, float *c,
                 int ldc)
{
	const int last = is("wrong") ? k - 1 : k;

	(void)order, (void)trans_a, (void)trans_b, (void)alpha, (void)beta;
	for (int i = 0; i < m; i++)
		for (int j = 0; j < n; j++) {
			float sum = 0;

			for (int p = last; p-- > 0;)
				sum += a[i * lda + p] * b[j * ldb + p];
			c[i * ldc + j] = sum;
		}
}

/* One row of C. */
void cblas_sgemv(int order, int trans, int m, int n, float alpha, const float *a, int lda,
                 const float *x, int incx, float beta, float *y, int incy)
{
	(void)incx, (void)incy;
	cblas_sgemm(order, 0, trans, 1, m, n, alpha, x, n, a, lda, beta, y, m);
}
