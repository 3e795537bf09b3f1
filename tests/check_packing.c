/* check_packing.c - a panel holds what its matrix holds, and nothing else was touched.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/checks.h"

enum { ALIGN = 64, MARGIN = 256, PAST = 3 /* rows of the matrix after the panel's */ };

static bool failed(const struct qm_packing *how, const struct check_panel *p, const char *what)
{
	fprintf(stderr, "%s: %zu of %zu rows from %zu, k %zu, %s seed %d: %s\n", how->name,
	        p->rows, p->width, p->first, p->k, qm_data_name(p->data), CHECK_SEED, what);
	return false;
}

static bool all(const unsigned char *from, size_t count, unsigned char value)
{
	for (size_t i = 0; i < count; i++)
		if (from[i] != value)
			return false;
	return true;
}

/* The value at (row, l) of a panel; of one in rows each row is a panel. */
static double value_at(const struct qm_packing *how, const struct check_panel *p,
                       const void *panel, size_t row, size_t l)
{
	if (!how->rows)
		return how->at(how, panel, p->width, row, l);
	return how->at(how, (const char *)panel + row * qm_units_bytes(how, p->k), 1, 0, l);
}

/* Every value where at() says it is, and zero past the rows and past k. */
static bool values_right(const struct qm_packing *how, const struct check_panel *p,
                         const struct qm_matrix *x, const void *panel)
{
	const size_t k_padded = qm_units_bytes(how, p->k) / how->unit * how->kr;

	for (size_t row = 0; row < p->width; row++)
		for (size_t l = 0; l < k_padded; l++) {
			const char *const codes =
				(const char *)x->codes + (p->first + row) * x->row_bytes;
			const bool inside = row < p->rows && l < p->k;
			const double right = inside ? x->format->value(x->format->get(codes, l)) :
			                            how->pad;
			const double packed = value_at(how, p, panel, row, l);

			if (packed != right) {
				char what[120];

				snprintf(what, sizeof what, "(%zu, %zu) is %g, expected %g", row, l,
				         packed, right);
				return failed(how, p, what);
			}
		}
	return true;
}

/* Packs between margins.  Bytes that differ after two packings onto different contents
 * were not written.
 */
static bool pack_and_look(const struct qm_packing *how, const struct check_panel *p,
                          const struct qm_matrix *x, unsigned char *space, void *first_time)
{
	const size_t bytes = qm_panel_bytes(how, p->width, p->k);
	unsigned char *const panel = space + MARGIN;

	for (int pass = 0; pass < 2; pass++) {
		const unsigned char canary = pass ? 0xFF : 0x55;

		memset(space, canary, bytes + 2 * MARGIN);
		how->panel(x, p->first, p->rows, p->width, panel);
		if (!all(space, MARGIN, canary) || !all(panel + bytes, MARGIN, canary))
			return failed(how, p, "bytes beside the panel were written");
		if (pass && memcmp(first_time, panel, bytes) != 0)
			return failed(how, p, "bytes of the panel were not written");
		memcpy(first_time, panel, bytes);
	}
	return values_right(how, p, x, panel);
}

bool check_packing(const struct qm_packing *how, const struct check_panel *p)
{
	struct qm_matrix x = qm_matrix_describe(how->format, p->first + p->rows + PAST, p->k);
	const size_t bytes = qm_panel_bytes(how, p->width, p->k) + 2 * MARGIN;
	const size_t room = (bytes + ALIGN - 1) / ALIGN * ALIGN;
	unsigned char *const space = aligned_alloc(ALIGN, room);
	void *const first_time = malloc(bytes);
	bool ok = false;

	x.codes = calloc(x.rows, x.row_bytes);
	x.scales = calloc(x.rows, (x.row_scales + 1) * sizeof *x.scales);
	if (space && first_time && x.codes && x.scales) {
		qm_fill(&x, p->data, CHECK_SEED, 0);
		ok = pack_and_look(how, p, &x, space, first_time);
	}
	free(space);
	free(first_time);
	free(x.codes);
	free(x.scales);
	return ok;
}

static bool is_nan_of(const unsigned char *at, size_t bytes)
{
	unsigned char word[4] = { 0 };
	float x;

	memcpy(word + 4 - bytes, at, bytes);
	memcpy(&x, word, sizeof x);
	return isnan(x);
}

/* Bytes that are equal; where a word is a float, or a pair of BF16, all NaN are. */
static bool same_words(const struct qm_packing *how, const unsigned char *x,
                       const unsigned char *y, size_t bytes)
{
	const size_t number = how->kr <= 2 ? 4 / how->kr : 4;

	for (size_t at = 0; at < bytes; at += number)
		if (memcmp(x + at, y + at, number) != 0 &&
		    !(how->kr <= 2 && is_nan_of(x + at, number) && is_nan_of(y + at, number)))
			return false;
	return true;
}

/* `rows` rows of x from the second on to a panel at `to`, by pack_a(). */
static int by_itself(const struct qm_cpu_kernel *kernel, const struct qm_matrix *x, size_t rows,
                     void *to)
{
	return kernel->pack_a(x, 1, rows, to);
}

/* And by run() on its way through a panel of zeros; whether it can.  (What lies between rows, if
 * they do not follow each other, it leaves alone.)
 */
static bool packs_in_run(const struct qm_cpu_kernel *kernel, const struct qm_matrix *x, size_t rows)
{
	const size_t lines = (x->row_bytes + QM_LINE - 1) / QM_LINE * QM_LINE;

	return kernel->packs_rows && rows > kernel->base.tile.m / 2 &&
	       qm_units_bytes(kernel->a, x->k) == lines;
}

static int in_run(const struct qm_cpu_kernel *kernel, const struct qm_matrix *x, size_t rows,
                  void *to)
{
	const size_t nr = kernel->base.tile.n, apart = qm_units_bytes(kernel->a, x->k);
	const size_t panel = qm_panel_bytes(kernel->b, nr, x->k);
	void *const b = calloc(2, panel), *const c = calloc(rows * nr, 4);
	int found = 0;

	if (b && c)
		kernel->run(&(struct qm_tile){
			.rows = rows, .panels = 1, .steps = qm_pack_steps(kernel->a, x->k),
			.a = to, .a_row = apart,
			.unpacked = &(struct qm_unpacked){
				(const char *)x->codes + x->row_bytes, x->row_bytes, to, &found,
			},
			.b = b, .b_panel = panel, .ahead = b,
			.c = c, .c_row = nr * 4, .columns = nr,
			.k = x->k, .first = true, .last = true,
		});
	free(b);
	free(c);
	return found;
}

static bool same_panel(const struct qm_cpu_kernel *kernel, const struct qm_matrix *x, size_t rows,
                       int (*pack)(const struct qm_cpu_kernel *, const struct qm_matrix *,
                                   size_t, void *))
{
	const struct qm_packing *const how = kernel->a;
	const size_t bytes = qm_panel_bytes(how, rows, x->k), room = bytes + 2 * MARGIN;
	unsigned char *const space = malloc(room), *const expected = malloc(room);
	bool ok = space && expected;

	if (ok) {
		memset(space, 0x55, room);
		memset(expected, 0x55, room);
		how->panel(x, 1, rows, rows, expected + MARGIN);

		const int least = pack(kernel, x, rows, space + MARGIN);

		ok = same_words(how, space, expected, room) &&
		     (!kernel->least ||
		      least == kernel->least((char *)x->codes + x->row_bytes, rows, x->row_bytes, x->k));
	}
	free(space);
	free(expected);
	return ok;
}

bool check_pack_a(const struct qm_cpu_kernel *kernel)
{
	static const size_t ks[] = { 1, 2, 5, 31, 32, 33, 64, 127, 2047, 2048, 4096 };
	bool ok = true;

	for (size_t i = 0; ok && i < sizeof ks / sizeof ks[0]; i++)
		for (int data = 0; ok && data < QM_DATA_COUNT; data++) {
			struct qm_matrix x =
				qm_matrix_describe(kernel->a->format, kernel->base.tile.m + 2, ks[i]);

			x.codes = calloc(x.rows, x.row_bytes);
			x.scales = calloc(x.rows, (x.row_scales + 1) * sizeof *x.scales);
			ok = x.codes && x.scales;
			if (ok)
				qm_fill(&x, (enum qm_data)data, CHECK_SEED, 0);
			for (size_t rows = 1; ok && rows <= kernel->base.tile.m; rows++)
				ok = same_panel(kernel, &x, rows, by_itself) &&
				     (!packs_in_run(kernel, &x, rows) ||
				      same_panel(kernel, &x, rows, in_run));
			if (!ok)
				fprintf(stderr, "%s: pack_a, k %zu, %s\n", kernel->base.name,
				        ks[i], qm_data_name((enum qm_data)data));
			free(x.codes);
			free(x.scales);
		}
	return ok;
}
