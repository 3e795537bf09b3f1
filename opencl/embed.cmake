# embed.cmake - the .cl files as byte arrays of one C file: no limit on the length of a
# literal, no quoting.
#
#     qm_embed_sources(<output.c>)
#
# Takes prelude.cl, hooks.cl, the bodies, the steps that the rows of kernels.def name, and
# tuned.json.  Configuration runs anew when
# one of them changes; the output is touched only when its contents do.

function(qm_embed_sources output)
	file(READ kernels.def def)
	string(REGEX MATCHALL "\nQM_OPENCL_KERNEL\\([a-z0-9_]+, [a-z0-9_]+, [a-z0-9_]+," rows "${def}")
	set(names prelude hooks outer peak)
	foreach(row IN LISTS rows)
		string(REGEX MATCH ", ([a-z0-9_]+),$" _ "${row}")
		list(APPEND names ${CMAKE_MATCH_1})
	endforeach()
	list(REMOVE_DUPLICATES names)

	set(arrays "")
	set(table "")
	foreach(name IN LISTS names)
		set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${name}.cl)
		file(READ ${name}.cl bytes HEX)
		string(REGEX REPLACE "(................................)" "\\1\n" bytes "${bytes}")
		string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
		string(APPEND arrays "static const unsigned char cl_${name}[] = {\n${bytes}\n};\n")
		string(APPEND table "\t{ \"${name}\", cl_${name}, sizeof cl_${name} },\n")
	endforeach()
	set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS kernels.def tuned.json)
	file(READ tuned.json shipped HEX)
	string(REGEX REPLACE "(................................)" "\\1\n" shipped "${shipped}")
	string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," shipped "${shipped}")
	file(CONFIGURE OUTPUT ${output} @ONLY CONTENT
"#include \"opencl/cl_kernel.h\"
#include \"opencl/variant.h\"\n
const char qm_cl_shipped[] = {\n${shipped}\n0 };\n
${arrays}
const struct qm_cl_source qm_cl_sources[] = {\n${table}};
const size_t qm_cl_source_count = sizeof qm_cl_sources / sizeof qm_cl_sources[0];\n")
endfunction()
