/* options_env.c - the environment variables that stand for options.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/options_parse.h"
#include "harness/text.h"

static const char prefix[] = "QMARK_";

enum { PREFIX = sizeof prefix - 1 };

static void name_variable(const char *option, char *name, size_t size)
{
	snprintf(name, size, "%s%s", prefix, option);
	for (char *c = name; *c; c++)
		*c = *c == '-' ? '_' : (char)toupper((unsigned char)*c);
}

const char *qm_variable_value(const char *option, char *name, size_t size)
{
	name_variable(option, name, size);

	const char *value = getenv(name);

	if ((!value || !*value) && strncmp(option, "benchmark_", 10) == 0) {
		memmove(name, name + PREFIX, strlen(name + PREFIX) + 1);
		value = getenv(name);
	}
	return value && *value ? value : NULL;
}

/* Of every command: a variable may be meant for another one. */
static bool is_option(const char *variable)
{
	char name[QM_OPTION_NAME_MAX];

	for (size_t i = 0; i < qm_option_count; i++) {
		name_variable(qm_option_table[i].name, name, sizeof name);
		if (strcmp(name, variable) == 0)
			return true;
	}
	return false;
}

bool qm_variable_is_option(const char *variable)
{
	char name[QM_OPTION_NAME_MAX];

	snprintf(name, sizeof name, "%.*s", (int)strcspn(variable, "="), variable);
	return strncmp(name, "BENCHMARK_", 10) == 0 || is_option(name);
}

static const char *option_name(size_t index, const void *arg)
{
	(void)arg;
	return qm_option_table[index].name;
}

/* Backends and scripts have variables of their own, so only what is nearly an option is
 * taken for a slip of the pen.
 */
static void warn(const char *variable)
{
	char option[QM_OPTION_NAME_MAX], name[QM_OPTION_NAME_MAX];

	snprintf(option, sizeof option, "%s", variable + PREFIX);
	for (char *c = option; *c; c++)
		*c = *c == '_' ? '-' : *c;

	const char *const near = qm_nearest(option, qm_option_count, option_name, NULL);

	if (!near)
		return;
	name_variable(near, name, sizeof name);
	fprintf(stderr, "qmark: warning: %s stands for no option; did you mean %s?\n",
	        variable, name);
}

void qm_variables_warn(void)
{
	for (char *const *at = environ; *at; at++) {
		char name[QM_OPTION_NAME_MAX];

		snprintf(name, sizeof name, "%.*s", (int)strcspn(*at, "="), *at);
		if (strncmp(name, prefix, PREFIX) == 0 && !is_option(name))
			warn(name);
	}
}
