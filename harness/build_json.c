/* build_json.c - how this binary was made, flag by flag, and any object for people to read.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>

#include "harness/backends.h"
#include "harness/context_json.h"
#include "harness/fingerprint.h"
#include "harness/gbench.h"
#include "harness/machine_info.h"
#include "harness/text.h"

json_t *qm_build_json(void)
{
	json_t *const object = json_object(), *const flags = json_object();

	for (size_t i = 0; i < qm_backends_isa_count(); i++) {
		const struct qm_isa_state isa = qm_backends_isa(i);

		if (isa.kernels)
			json_object_set_new(flags, isa.name, qm_json_text(isa.flags));
	}
	json_object_set_new(object, "compiler", qm_json_text(qm_build.compiler));
	json_object_set_new(object, "flags", qm_json_text(qm_build.flags));
	json_object_set_new(object, "kernel_flags", flags);
	json_object_set_new(object, "linker", qm_json_text(qm_build.linker));
	json_object_set_new(object, "type", qm_json_text(qm_build.type));
	json_object_set_new(object, "commit", qm_json_text(qm_build.commit));
	json_object_set_new(object, "dirty", json_boolean(qm_build.dirty));
	json_object_set_new(object, "benchmark_type",
	                    qm_json_text(qm_gbench_library_build_type()));
	return object;
}

/* Lists of words in one line; numbers and truth as JSON spells them. */
static void write_value(const json_t *value, struct qm_text *text)
{
	size_t i;
	json_t *item;

	if (json_is_string(value)) {
		qm_text_add(text, "%s", json_string_value(value));
	} else if (json_is_array(value)) {
		json_array_foreach(value, i, item) {
			if (i)
				qm_text_add(text, json_is_string(item) ? ", " : "; ");
			write_value(item, text);
		}
	} else {
		char *const dumped = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);

		qm_text_add(text, "%s", dumped ? dumped : "");
		free(dumped);
	}
}

void qm_fingerprint_leaves(const json_t *object, const char *prefix,
                           void (*leaf)(void *arg, const char *name, const char *value),
                           void *arg)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)object, key, value) {
		char name[128], line[8192] = "";
		struct qm_text text = { line, sizeof line, 0 };

		snprintf(name, sizeof name, "%s%s%s", prefix, *prefix ? "." : "", key);
		if (json_is_object(value)) {
			qm_fingerprint_leaves(value, name, leaf, arg);
		} else if (!json_is_null(value)) {
			write_value(value, &text);
			leaf(arg, name, line);
		}
	}
}
