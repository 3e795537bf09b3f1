/* backends.c - the one file of the harness that knows which backends there are.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <string.h>

#include "cpu/cpu.h"
#include "cpu/isa.h"
#include "cpu/team.h"
#include "harness/backends.h"
#include "harness/text.h"
#ifdef QM_HAVE_OPENCL
#include "opencl/opencl.h"
#endif

const struct qm_backend *const qm_backends[] = {
	&qm_cpu_backend,
#ifdef QM_HAVE_OPENCL
	&qm_opencl_backend,
#endif
};

const size_t qm_backend_count = sizeof qm_backends / sizeof qm_backends[0];

void qm_backends_start(char **argv)
{
	qm_team_wait_politely(argv);
}

/* Every instruction set, of whatever architecture, and two words for many. */
static const char *isa_word(size_t index, const void *arg)
{
	(void)arg;
	return index < QM_ISA_COUNT    ? qm_isa_name((enum qm_isa)index)
	       : index == QM_ISA_COUNT ? "all"
	                               : "none";
}

/* Named here already, for the nearest name is known here. */
static bool isa_words_known(const char *list, struct qm_err *err)
{
	while (*list) {
		const size_t length = strcspn(list, ",");
		const bool minus = *list == '-';
		char word[64];
		bool known = false;

		snprintf(word, sizeof word, "%.*s", (int)(length - minus), list + minus);
		for (size_t i = 0; i < QM_ISA_COUNT + 2; i++)
			known |= strcmp(word, isa_word(i, NULL)) == 0;
		if (!known)
			return qm_unknown(err, "--isa", "instruction set", word,
			                  QM_ISA_COUNT + 2, isa_word, NULL);
		list += length + (list[length] == ',');
	}
	return true;
}

bool qm_backends_restrict_isa(const char *list, struct qm_err *err)
{
	return isa_words_known(list, err) && qm_isa_restrict(list, err);
}

static bool of_this_host(enum qm_isa isa)
{
	return strcmp(qm_isa_arch(isa), qm_isa_host()) == 0;
}

size_t qm_backends_isa_count(void)
{
	size_t count = 0;

	for (enum qm_isa isa = 0; isa < QM_ISA_COUNT; isa++)
		count += of_this_host(isa);
	return count;
}

/* The instruction set is the second word of a kernel's name: i8_avx2_wide. */
static bool is_for(const struct qm_kernel *kernel, const char *isa)
{
	const char *const at = strchr(kernel->name, '_');
	const size_t length = strlen(isa);

	return at && strncmp(at + 1, isa, length) == 0 &&
	       (at[1 + length] == '\0' || at[1 + length] == '_');
}

static size_t kernels_for(const char *isa)
{
	size_t count = 0;

	for (size_t i = 0; i < qm_cpu_backend.kernel_count(); i++)
		count += is_for(qm_cpu_backend.kernel(i), isa);
	return count;
}

struct qm_isa_state qm_backends_isa(size_t index)
{
	enum qm_isa isa = 0;

	for (;; isa++)
		if (of_this_host(isa) && index-- == 0)
			break;

	const uint32_t bit = (uint32_t)1 << isa;

	return (struct qm_isa_state){
		.name = qm_isa_name(isa),
		.idea = qm_isa_idea(isa),
		.flags = qm_isa_flags(isa),
		.detected = qm_isa_detected() & bit,
		.allowed = qm_isa_allowed() & bit,
		.kernels = kernels_for(qm_isa_name(isa)),
	};
}
