/* options_check.c - is one item of a list option what was expected?
 *
 * Names of suites, families, kernels and devices are checked where they are looked up.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/options_check.h"
#include "harness/shapes.h"
#include "harness/text.h"

bool qm_check_shape(const struct qm_setting *s, const char *item, struct qm_err *err)
{
	struct qm_shape shape;

	(void)s;
	return qm_shape_parse(item, &shape, err);
}

/* 4096: more hardware threads than any one system image has today. */
bool qm_check_threads(const struct qm_setting *s, const char *item, struct qm_err *err)
{
	char *end;

	if (strcmp(item, "all") == 0)
		return true;
	errno = 0;

	const unsigned long n =
		isdigit((unsigned char)*item) ? strtoul(item, &end, 10) : 0;

	if (n < 1 || n > 4096 || errno || *end)
		return qm_fail(err, QM_USAGE,
		               "%s: '%s' is not a number from 1 to 4096, or all",
		               s->source, item);
	return true;
}

static const char *data_name(size_t index, const void *arg)
{
	(void)arg;
	return qm_data_name((enum qm_data)index);
}

bool qm_check_data(const struct qm_setting *s, const char *item, struct qm_err *err)
{
	for (size_t i = 0; i < QM_DATA_COUNT; i++)
		if (strcmp(item, data_name(i, NULL)) == 0)
			return true;
	return qm_unknown(err, s->source, "kind of data", item, QM_DATA_COUNT, data_name,
	                  NULL);
}

bool qm_check_cache(const struct qm_setting *s, const char *item, struct qm_err *err)
{
	static const char *const words[] = { "hot", "cold" };
	struct qm_setting one = *s;

	one.value = item;
	return qm_read_word(&one, words, 2, err) < 2;
}

bool qm_check_pair(const struct qm_setting *s, const char *item, struct qm_err *err)
{
	const char *const equals = strchr(item, '=');

	if (!equals || equals == item)
		return qm_fail(err, QM_USAGE, "%s: '%s' is not KEY=VALUE", s->source,
		               item);
	return true;
}
