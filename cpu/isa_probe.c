/* isa_probe.c - which instruction sets the processor has and the system saves.
 *
 * x86: CPUID leaves 1 and 7 and XCR0 (Intel SDM vol. 1, 13.1 and 14.3).  A compiler's own
 * __builtin_cpu_supports does not know every name (clang 14: no avxvnni).
 * Arm: the auxiliary vector (Linux, Documentation/arm64/elf_hwcaps.rst).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu/isa.h"
#include "cpu/isa_probe.h"

#define BIT(token) (1u << QM_ISA_##token)

#if defined(__x86_64__)

#include <cpuid.h>

/* Feature bit n of register x. */
static uint32_t has(uint32_t x, unsigned n)
{
	return x >> n & 1;
}

static uint32_t saved_state(void)
{
	uint32_t low, high;

	__asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
	return low;
}

uint32_t qm_isa_probe(void)
{
	uint32_t a, b, c, d, c1, a71 = 0;
	uint32_t bits = 0;

	if (!__get_cpuid(1, &a, &b, &c1, &d) || !has(c1, 27) /* OSXSAVE */)
		return 0;
	if (!__get_cpuid_count(7, 0, &a, &b, &c, &d))
		return 0;
	if (a >= 1) {
		uint32_t b1, c2, d1;

		__get_cpuid_count(7, 1, &a71, &b1, &c2, &d1);
	}

	const uint32_t state = saved_state();
	const bool ymm = (state & 0x06) == 0x06;
	const bool zmm = (state & 0xE6) == 0xE6;

	if (ymm && has(c1, 12) /* FMA */ && has(c1, 29) /* F16C */ && has(b, 5) /* AVX2 */)
		bits |= BIT(avx2);
	if ((bits & BIT(avx2)) && has(a71, 4))
		bits |= BIT(avxvnni);
	if ((bits & BIT(avx2)) && zmm && has(b, 16) /* F */ && has(b, 30) /* BW */ &&
	    has(b, 17) /* DQ */ && has(b, 31) /* VL */)
		bits |= BIT(avx512);
	if ((bits & BIT(avx512)) && has(c, 11))
		bits |= BIT(avx512vnni);
	if ((bits & BIT(avx512vnni)) && has(c, 1))
		bits |= BIT(avx512vbmi);
	if ((bits & BIT(avx512)) && has(c, 12) /* BITALG */ && has(c, 14) /* VPOPCNTDQ */)
		bits |= BIT(avx512vpopcnt);
	if ((bits & BIT(avx512)) && has(a71, 5))
		bits |= BIT(avx512bf16);
	return bits;
}

#elif defined(__aarch64__)

#include <asm/hwcap.h>
#include <sys/auxv.h>

uint32_t qm_isa_probe(void)
{
	const unsigned long cap = getauxval(AT_HWCAP), cap2 = getauxval(AT_HWCAP2);
	uint32_t bits = BIT(neon);

	if (cap & HWCAP_ASIMDDP)
		bits |= BIT(neondot);
	if ((bits & BIT(neondot)) && (cap2 & HWCAP2_I8MM))
		bits |= BIT(neoni8mm);
	if (cap & HWCAP_ASIMDFHM)
		bits |= BIT(neonfhm);
	if (cap2 & HWCAP2_BF16)
		bits |= BIT(neonbf16);
	return bits;
}

#else

uint32_t qm_isa_probe(void)
{
	return 0;
}

#endif
