/* machine.c - the processor's name.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <string.h>

#include "cpu/isa.h"
#include "cpu/machine.h"

/* Linux writes "model name" on x86; Arm has numbers only, "CPU part". */
void qm_cpu_name(char *name, size_t size)
{
	FILE *f = fopen("/proc/cpuinfo", "r");
	char line[512];

	snprintf(name, size, "%s processor", qm_isa_host());
	while (f && fgets(line, sizeof line, f)) {
		const char *const colon = strchr(line, ':');

		if (!colon || strncmp(line, "model name", 10) != 0)
			continue;
		line[strcspn(line, "\n")] = '\0';
		snprintf(name, size, "%s", colon + 2);
		break;
	}
	if (f)
		fclose(f);
}
