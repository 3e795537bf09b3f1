/* build_info.c - how this binary was made.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <hwloc.h>

#include "harness/machine_info.h"
/* Written by harness/commit.cmake at each build, when it changes. */
#include "qm_commit.h"

#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)
#if defined(__clang__)
#define VERSION(a, b, c) TEXT(a) "." TEXT(b) "." TEXT(c)
#define COMPILER "clang " VERSION(__clang_major__, __clang_minor__, __clang_patchlevel__)
#elif defined(__GNUC__)
#define COMPILER "gcc " __VERSION__
#else
#define COMPILER "unknown"
#endif

const struct qm_build qm_build = {
	.version = QM_VERSION,
	.commit = QM_COMMIT,
	.dirty = QM_DIRTY,
	.type = QM_BUILD_TYPE,
	.compiler = COMPILER,
	.flags = QM_C_FLAGS,
	.linker = QM_LINKER,
	.hwloc = HWLOC_VERSION,
};
