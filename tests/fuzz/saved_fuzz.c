/* saved_fuzz.c - the reader of result files, fed with anything.
 *
 * For libFuzzer (clang, -fsanitize=fuzzer); with fuzz_replay.c in place of it every file of
 * the corpus is read once.  What is accepted must be usable: names that can be found,
 * times above zero.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/saved.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void insist(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "accepted, but %s\n", what);
	abort();
}

static void use(const struct qm_saved *saved)
{
	insist(saved->path && saved->host && saved->date, "without its texts");
	for (size_t i = 0; i < saved->count; i++) {
		const struct qm_saved_row *const r = &saved->row[i];

		insist(qm_saved_find(saved, r->name) == r, "a row cannot be found by its name");
		insist(isfinite(qm_saved_figure(r)) && qm_saved_figure(r) > 0, "a time is none");
		insist(r->sample_count > 0 && r->min <= r->median && r->median <= r->q75,
		       "quantiles are out of order");
		insist(saved->plain || (r->family && r->kernel && r->device && r->cache &&
		                        r->shape.m && r->shape.n && r->shape.k),
		       "a row has no key");
	}
	for (size_t i = 0; i < saved->troubles; i++)
		insist(saved->trouble[i].name && saved->trouble[i].reason, "without a reason");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct qm_saved saved;
	struct qm_err err = { 0 };

	if (qm_saved_parse((const char *)data, size, "fuzz", &saved, &err))
		use(&saved);
	else
		insist(err.code == QM_FILE && *err.text, "a refusal says nothing");
	qm_saved_free(&saved);
	return 0;
}
