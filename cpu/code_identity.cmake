# code_identity.cmake - a hash of the machine code of each object, as rows of a table:
#   cmake -DOBJDUMP=<program> -DOBJECTS=<file|file|...> -DKERNELS=<kernels_built.def>
#         -DOUTPUT=<code_built.def> -P code_identity.cmake
# A row QM_CODE("symbol", "hash") for each global symbol that an object defines.
#
# Objects are read before they are linked: there the places that the linker fills hold zeros,
# and what will be put there is listed as symbol and offset.  So the hash depends neither on
# where the code ends up nor on where it was built; it does depend on which function is
# called and which constant is loaded.  Strings and debug information stay out, for they hold
# paths; tables of pointers count for kernels only (their tile, their functions), elsewhere
# they list every format there is.
# SPDX-License-Identifier: Apache-2.0
cmake_minimum_required(VERSION 3.22)
string(REPLACE "|" ";" objects "${OBJECTS}")
file(STRINGS ${KERNELS} kernels REGEX "^QM_KERNEL")
string(REGEX REPLACE "QM_KERNEL\\(([a-z0-9_]+)[^;]*" "\\1" kernels "${kernels}")

set(table "")
foreach(object IN LISTS objects)
	execute_process(COMMAND ${OBJDUMP} -h -t ${object} OUTPUT_VARIABLE summary
		RESULT_VARIABLE failed ERROR_QUIET)
	if(failed)
		continue()
	endif()
	get_filename_component(stem ${object} NAME)
	string(REGEX REPLACE "\\.c\\.o(bj)?$" "" stem ${stem})
	set(wanted "text|rodata")
	if(stem IN_LIST kernels)
		set(wanted "${wanted}|data\\.rel\\.ro")
	endif()
	# Name and size; an object that link-time optimisation will compile has no code yet.
	string(REGEX MATCHALL "\n +[0-9]+ \\.(${wanted})[^ \n]* +[0-9a-f]+ " sections "${summary}")
	list(FILTER sections EXCLUDE REGEX "\\.str| 0+ $")
	string(REGEX REPLACE "\n +[0-9]+ ([^ ;]+) +[0-9a-f]+ " "-j;\\1" sections "${sections}")
	execute_process(COMMAND ${OBJDUMP} -s -r ${sections} ${object} OUTPUT_VARIABLE code
		RESULT_VARIABLE failed ERROR_QUIET)
	if(failed OR sections STREQUAL "")
		continue()
	endif()
	# Its first lines name the file.
	string(REGEX REPLACE "^[^\n]*\n?[^\n]*file format[^\n]*\n" "" code "${code}")
	string(SHA256 hash "${code}")
	string(SUBSTRING ${hash} 0 16 hash)
	string(REGEX MATCHALL "\n[0-9a-f]+ g[^\n]* (F|O) [^\n]+" symbols "${summary}")
	foreach(symbol IN LISTS symbols)
		string(REGEX MATCH "[A-Za-z0-9_]+$" symbol "${symbol}")
		string(APPEND table "QM_CODE(\"${symbol}\", \"${hash}\")\n")
	endforeach()
endforeach()
file(WRITE ${OUTPUT} "${table}")
