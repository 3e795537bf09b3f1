/* code.c - which machine code a kernel of the CPU is.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cpu/code.h"

/* Written by code_identity.cmake; without objdump it has no row. */
static const struct {
	const char *symbol, *hash;
} table[] = {
#define QM_CODE(symbol, hash) { symbol, hash },
#include "code_built.def"
#undef QM_CODE
	{ NULL, NULL },
};

/* FNV-1a of 64 bits over the hashes of the objects that define the symbols. */
struct identity {
	uint64_t hash;
	bool known;
};

static void add(struct identity *id, const char *prefix, const char *name)
{
	char symbol[128];
	size_t i = 0;

	snprintf(symbol, sizeof symbol, "%s%s", prefix, name);
	while (table[i].symbol && strcmp(table[i].symbol, symbol) != 0)
		i++;
	if (!table[i].symbol) {
		id->known = false;
		return;
	}
	for (const char *p = table[i].hash; *p; p++)
		id->hash = (id->hash ^ (unsigned char)*p) * 0x100000001B3;
}

static void finish(const struct identity *id, char *text, size_t size)
{
	if (id->known)
		snprintf(text, size, "%016" PRIx64, id->hash);
	else
		text[0] = '\0';
}

void qm_cpu_code(const struct qm_cpu_kernel *kernel, char *text, size_t size)
{
	static const char *const driver[] = {
		"qm_plan_make", "qm_plan_compute", "qm_team_run", "qm_pack_words",
	};
	struct identity id = { 0xCBF29CE484222325, true };

	add(&id, "", kernel->base.name);
	add(&id, "qm_pack_", kernel->a->name);
	add(&id, "qm_pack_", kernel->b->name);
	for (size_t i = 0; i < sizeof driver / sizeof driver[0]; i++)
		add(&id, "", driver[i]);
	id.hash ^= QM_SLOWDOWN; /* code that waits is other code */
	finish(&id, text, size);
}

void qm_cpu_reference_code(const struct qm_family *family, char *text, size_t size)
{
	struct identity id = { 0xCBF29CE484222325, true };

	add(&id, "qm_", family->name);
	add(&id, "", "qm_reference_rows");
	finish(&id, text, size);
}
