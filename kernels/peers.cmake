# peers.cmake - the rows of peers.def whose library is there.
#
#     qm_peer_sources(<out-list>)
#
# Of the folder's peers.def.  Writes peers_built.def with the rows QM_PEER(kernel), and returns
# the sources <library>.c and <library>_*.c, and <library>_<instruction set>.cc of a library
# that is C++ headers.  A library whose header is not found, or is not of the version that its
# file is written for, is left out with its peers.
include(CheckCSourceCompiles)
include(CheckCXXSourceCompiles)

# The version of the package that a header came with; "unknown" if it came with none.
function(qm_header_version header out)
	execute_process(COMMAND dpkg-query -S ${header} OUTPUT_VARIABLE package ERROR_QUIET
		RESULT_VARIABLE failed)
	string(REGEX REPLACE "[:,].*" "" package "${package}")
	set(version "")
	if(NOT failed)
		execute_process(COMMAND dpkg-query -W -f "\${Version}\n" ${package}
			OUTPUT_VARIABLE version ERROR_QUIET)
	endif()
	string(REGEX REPLACE "\n.*" "" version "${version}")
	if(NOT version)
		set(version unknown)
	endif()
	set(${out} ${version} PARENT_SCOPE)
endfunction()

# Is the library's header there, and of the version?
function(qm_check_header library header version cxx_files out)
	# Debian keeps the headers of one interface apart by folder.
	find_path(QM_HEADER_${library} ${header} PATH_SUFFIXES ${library}-openmp)
	set(CMAKE_REQUIRED_INCLUDES ${QM_HEADER_${library}})
	set(text "#include <${header}>
		#if !(${version})
		#error
		#endif
		int main(void) { return 0; }")
	if(QM_HEADER_${library} AND cxx_files)
		check_cxx_source_compiles("${text}" QM_HAVE_${library})
	elseif(QM_HEADER_${library})
		check_c_source_compiles("${text}" QM_HAVE_${library})
	endif()
	set(${out} ${QM_HAVE_${library}} PARENT_SCOPE)
	if(NOT QM_HAVE_${library}) # Look again next time: the package may come, and its folder.
		unset(QM_HEADER_${library} CACHE)
		unset(QM_HAVE_${library} CACHE)
	endif()
endfunction()

# How the files of a library that was found are compiled.
function(qm_set_peer_options library header files)
	qm_header_version(${QM_HEADER_${library}}/${header} version)
	set(include -isystem ${QM_HEADER_${library}})
	if(QM_HEADER_${library} IN_LIST CMAKE_CXX_IMPLICIT_INCLUDE_DIRECTORIES)
		set(include "") # those of C++ must stay before it
	endif()
	foreach(file IN LISTS files)
		set(flags "")
		if(file MATCHES "_([a-z0-9]+)\\.cc$")
			set(isa ${CMAKE_MATCH_1})
			qm_read_isa()
			separate_arguments(flags UNIX_COMMAND "${flags_${isa}} -fno-lto")
		endif()
		set_source_files_properties(${file} PROPERTIES
			COMPILE_OPTIONS "${include};${flags}"
			COMPILE_DEFINITIONS QM_HEADER_VERSION="${version}")
	endforeach()
endfunction()

function(qm_peer_sources out)
	file(STRINGS ${CMAKE_CURRENT_SOURCE_DIR}/peers.def rows REGEX "^QM_(LIBRARY|PEER)\\(")
	set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS peers.def)
	set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY) # the library need not be there
	set(built "")
	set(sources "")
	foreach(row IN LISTS rows)
		if(row MATCHES "^QM_LIBRARY\\(([a-z0-9]+), ([a-z_./]+), ([^,]+), ([a-z0-9 -]+)\\)")
			set(library ${CMAKE_MATCH_1})
			set(header ${CMAKE_MATCH_2})
			set(version "${CMAKE_MATCH_3}")
			set(package ${CMAKE_MATCH_4})
			file(GLOB files RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} CONFIGURE_DEPENDS
				${library}.c ${library}_*.c ${library}_*.cc)
			set(cxx_files ${files})
			list(FILTER cxx_files INCLUDE REGEX "\\.cc$")
			qm_check_header(${library} ${header} "${version}" "${cxx_files}" found)
			if(NOT found)
				message(STATUS "no ${header} of which ${version}: peers of ${library} are left out (Debian: ${package})")
				continue()
			endif()
			list(APPEND sources ${files})
			qm_set_peer_options(${library} ${header} "${files}")
		elseif(row MATCHES "^QM_PEER\\(([a-z0-9_]+), ([a-z0-9]+)\\)")
			if("${CMAKE_MATCH_2}.c" IN_LIST sources)
				string(APPEND built "QM_PEER(${CMAKE_MATCH_1})\n")
			endif()
		else()
			message(FATAL_ERROR "${CMAKE_CURRENT_SOURCE_DIR}/peers.def: what is ${row}?")
		endif()
	endforeach()
	file(CONFIGURE OUTPUT peers_built.def CONTENT "${built}")
	set(${out} ${sources} PARENT_SCOPE)
endfunction()
