/* isa_test.c - the probe agrees with the operating system, and kernels are refused with a
 * reason where an instruction set is absent or switched off.
 *
 *     isa_test             expects what /proc/cpuinfo says
 *     isa_test neon ...    expects these and no others (an emulator shows the host's file)
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <string.h>

#include "cpu/cpu.h"
#include "cpu/isa.h"
#include "cpu/reference.h"

enum { SKIP = 77 };

/* What Linux calls the features that each instruction set is made of. */
static const char *const features[QM_ISA_COUNT] = {
	[QM_ISA_avx2] = "avx2 fma f16c",
	[QM_ISA_avxvnni] = "avx_vnni",
	[QM_ISA_avx512] = "avx512f avx512bw avx512dq avx512vl",
	[QM_ISA_avx512vnni] = "avx512_vnni",
	[QM_ISA_avx512vbmi] = "avx512_vnni avx512vbmi",
	[QM_ISA_avx512vpopcnt] = "avx512_bitalg avx512_vpopcntdq",
	[QM_ISA_avx512bf16] = "avx512_bf16",
	[QM_ISA_neon] = "asimd",
	[QM_ISA_neondot] = "asimddp",
	[QM_ISA_neoni8mm] = "i8mm",
	[QM_ISA_neonfhm] = "asimdfhm",
	[QM_ISA_neonbf16] = "bf16",
};

static bool has_word(const char *line, const char *word, size_t n)
{
	for (const char *at = line; *at; at += strcspn(at, " ")) {
		at += strspn(at, " ");
		if (strcspn(at, " ") == n && memcmp(at, word, n) == 0)
			return true;
	}
	return false;
}

static bool has_all(const char *line, const char *words)
{
	for (const char *at = words; *at; at += strspn(at, " ")) {
		const size_t n = strcspn(at, " ");

		if (!has_word(line, at, n))
			return false;
		at += n;
	}
	return true;
}

/* "flags : fpu vme ..." on x86, "Features : fp asimd ..." on Arm. */
static bool read_flags(char *line, size_t size)
{
	FILE *const f = fopen("/proc/cpuinfo", "r");
	bool found = false;

	while (f && !found && fgets(line, (int)size, f)) {
		line[strcspn(line, "\n")] = '\0';
		found = strncmp(line, "flags", 5) == 0 || strncmp(line, "Features", 8) == 0;
	}
	if (f)
		fclose(f);
	return found;
}

static bool listed(enum qm_isa isa, int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], qm_isa_name(isa)) == 0)
			return true;
	return false;
}

static int check_probe(int argc, char **argv)
{
	char line[8192] = "";
	int wrong = 0;

	if (argc == 1 && !read_flags(line, sizeof line))
		return SKIP;
	for (unsigned i = 0; i < QM_ISA_COUNT; i++) {
		const enum qm_isa isa = (enum qm_isa)i;
		const bool host = strcmp(qm_isa_arch(isa), qm_isa_host()) == 0;
		const bool is = qm_isa_detected() >> i & 1;

		if (!features[i]) {
			fprintf(stderr, "%s: isa_test.c does not say what Linux calls it\n",
			        qm_isa_name(isa));
			wrong = 1;
			continue;
		}
		if (is == (argc > 1 ? listed(isa, argc, argv) : host && has_all(line, features[i])))
			continue;
		fprintf(stderr, "%s: %s, expected the contrary\n", qm_isa_name(isa),
		        is ? "detected" : "not detected");
		wrong = 1;
	}
	return wrong;
}

/* Every kernel that is not a reference is refused for `list`, with one of the two reasons. */
static int check_refusals(struct qm_device *device, const char *list)
{
	struct qm_err err = { 0 };
	int wrong = !qm_isa_restrict(list, &err);

	for (size_t i = 0; i < qm_cpu_backend.kernel_count(); i++) {
		const struct qm_kernel *const k = qm_cpu_backend.kernel(i);
		const bool reference = k >= qm_references && k < qm_references + qm_family_count;

		err.text[0] = '\0';
		if (qm_cpu_backend.can_run(device, k, &err) == reference &&
		    (reference || strstr(err.text, "switched off") ||
		     strstr(err.text, "this processor has no")))
			continue;
		fprintf(stderr, "--isa %s, %s: '%s'\n", list, k->name, err.text);
		wrong = 1;
	}
	return wrong;
}

static int check_restrict(void)
{
	const uint32_t all = qm_isa_detected();
	struct qm_err err = { 0 };
	char without[64];
	int wrong = 0;

	for (unsigned i = 0; i < QM_ISA_COUNT; i++) {
		const char *const name = qm_isa_name((enum qm_isa)i);

		snprintf(without, sizeof without, "-%s", name);
		wrong |= !qm_isa_restrict(name, &err) || qm_isa_allowed() != (all & 1u << i);
		wrong |= !qm_isa_restrict(without, &err) || qm_isa_allowed() != (all & ~(1u << i));
	}
	wrong |= !qm_isa_restrict("all", &err) || qm_isa_allowed() != all;
	wrong |= qm_isa_restrict("sse9", &err) || err.code != QM_USAGE;
	if (wrong)
		fprintf(stderr, "qm_isa_restrict does not do what it was asked for\n");
	return wrong;
}

int main(int argc, char **argv)
{
	struct qm_err err = { 0 };
	struct qm_device *const device =
		qm_cpu_backend.open(0, &(struct qm_open){ .threads = 1 }, &err);
	int probe, wrong;

	if (!device) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	probe = check_probe(argc, argv);
	wrong = check_refusals(device, "none") | check_restrict();
	qm_cpu_backend.close(device);
	return wrong ? 1 : probe;
}
