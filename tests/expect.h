/* expect.h - checks that are counted: what the tests of the harness share.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef QM_EXPECT_H
#define QM_EXPECT_H

#include <stdbool.h>
#include <stdio.h>

static int checks, failures;

static inline void expect(bool ok, const char *what)
{
	checks++;
	if (ok)
		return;
	failures++;
	printf("FAILED: %s\n", what);
}

/* The last line of a test, and its exit status. */
static inline int expect_end(void)
{
	printf("%d passed, %d failed\n", checks - failures, failures);
	return failures != 0;
}

#endif
