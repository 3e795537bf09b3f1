/* guard_test.c - no kernel of the CPU reads or writes a byte that is not its own.
 *
 * Every operand ends at a page that cannot be touched, and then begins after one.  The
 * threads' parts are done one after the other, so that their number is free.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include "cpu/cpu.h"
#include "cpu/reference.h"
#include "tests/checks.h"

static const struct qm_backend *const cpu = &qm_cpu_backend;

static bool check_kernel(const struct qm_cpu_kernel *kernel)
{
	static const enum qm_data kinds[] = { QM_DATA_CODES, QM_DATA_EXTREME };
	static struct qm_shape shapes[CHECK_SHAPES];
	const size_t count = check_shapes(&kernel->base, check_quick(), shapes);
	size_t cases = 0;

	if (kernel->pack_a && !check_pack_a(kernel))
		return false;
	if (kernel->decode && kernel->few_rows >= CHECK_ROWS) {
		fprintf(stderr, "%s: no shape has the rows for which it decodes\n",
		        kernel->base.name);
		return false;
	}
	for (size_t i = 0; i < count; i++)
		for (size_t data = 0; data < sizeof kinds / sizeof kinds[0]; data++)
			for (int at_end = 0; at_end < 2; at_end++) {
				const struct check_case at = {
					kernel->base.name, shapes[i], kinds[data], 1 + cases++ % 5
				};

				if (check_guard(kernel, &at, at_end) != CHECK_FINE)
					return false;
			}
	printf("%s: %zu cases\n", kernel->base.name, cases);
	return true;
}

int main(void)
{
	struct qm_err err = { 0 };
	struct qm_device *const device = cpu->open(0, &(struct qm_open){ .threads = 1 }, &err);
	int wrong = 0;

	if (!device || !check_guard_open()) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	for (size_t i = 0; i < cpu->kernel_count(); i++) {
		const struct qm_kernel *const kernel = cpu->kernel(i);

		/* A reference packs nothing: it has no tile to guard. */
		if (qm_is_reference(kernel) || kernel->library)
			continue;
		if (!cpu->can_run(device, kernel, &err))
			printf("%s: left out, %s\n", kernel->name, err.text);
		else if (!check_kernel((const struct qm_cpu_kernel *)(const void *)kernel))
			wrong = 1;
	}
	cpu->close(device);
	return wrong;
}
