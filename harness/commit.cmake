# commit.cmake - the git commit as a C header, written only when it changes:
#   cmake -DSOURCE=<repository> -DHEADER=<file> -P commit.cmake
# SPDX-License-Identifier: Apache-2.0
set(commit "unknown")
set(dirty "false")
find_program(GIT git)
if(GIT AND EXISTS ${SOURCE}/.git)
	execute_process(COMMAND ${GIT} rev-parse HEAD WORKING_DIRECTORY ${SOURCE}
		OUTPUT_VARIABLE head OUTPUT_STRIP_TRAILING_WHITESPACE
		RESULT_VARIABLE failed ERROR_QUIET)
	if(NOT failed)
		set(commit ${head})
		execute_process(COMMAND ${GIT} --no-optional-locks status --porcelain
			WORKING_DIRECTORY ${SOURCE} OUTPUT_VARIABLE changes ERROR_QUIET)
		if(NOT changes STREQUAL "")
			set(dirty "true")
		endif()
	endif()
endif()
set(text "#define QM_COMMIT \"${commit}\"\n#define QM_DIRTY ${dirty}\n")
set(old "")
if(EXISTS ${HEADER})
	file(READ ${HEADER} old)
endif()
if(NOT text STREQUAL old)
	file(WRITE ${HEADER} ${text})
endif()
