/* isa.c - the table of instruction sets, and the user's choice among them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "cpu/isa.h"
#include "cpu/isa_probe.h"

static const struct {
	const char *name, *arch, *flags, *idea;
} table[QM_ISA_COUNT] = {
#define QM_ISA(token, arch, flags, idea) { #token, #arch, flags, idea },
#include "cpu/isa.def"
#undef QM_ISA
};

/* The one writable global: set from the command line before any kernel runs. */
static uint32_t mask = ~0u;

const char *qm_isa_name(enum qm_isa isa)
{
	return table[isa].name;
}

const char *qm_isa_idea(enum qm_isa isa)
{
	return table[isa].idea;
}

const char *qm_isa_flags(enum qm_isa isa)
{
	return table[isa].flags;
}

const char *qm_isa_arch(enum qm_isa isa)
{
	return table[isa].arch;
}

const char *qm_isa_host(void)
{
#if defined(__x86_64__)
	return "x86_64";
#elif defined(__aarch64__)
	return "aarch64";
#else
	return "other";
#endif
}

uint32_t qm_isa_detected(void)
{
	return qm_isa_probe();
}

uint32_t qm_isa_allowed(void)
{
	return qm_isa_probe() & mask;
}

/* The bit of the name of length n, 0 if there is none. */
static uint32_t bit_of(const char *name, size_t n)
{
	for (unsigned i = 0; i < QM_ISA_COUNT; i++)
		if (strlen(table[i].name) == n && memcmp(table[i].name, name, n) == 0)
			return 1u << i;
	return 0;
}

static bool unknown(const char *word, size_t n, struct qm_err *err)
{
	char names[400] = "";

	for (unsigned i = 0; i < QM_ISA_COUNT; i++) {
		strncat(names, " ", sizeof names - strlen(names) - 1);
		strncat(names, table[i].name, sizeof names - strlen(names) - 1);
	}
	return qm_fail(err, QM_USAGE, "--isa: no instruction set is called '%.*s'; known: all none%s",
	               (int)n, word, names);
}

bool qm_isa_restrict(const char *list, struct qm_err *err)
{
	uint32_t only = 0, without = 0;
	bool any = false, all = false;

	for (const char *word = list; *word;) {
		const size_t n = strcspn(word, ",");
		const bool minus = word[0] == '-';
		const uint32_t bit = bit_of(word + minus, n - minus);

		if (bit && minus)
			without |= bit;
		else if (bit)
			only |= bit, any = true;
		else if (n == 3 && memcmp(word, "all", n) == 0)
			all = true;
		else if (n == 4 && memcmp(word, "none", n) == 0)
			any = true;
		else
			return unknown(word, n, err);
		word += n + (word[n] == ',');
	}
	mask = (any && !all ? only : ~0u) & ~without;
	return true;
}
