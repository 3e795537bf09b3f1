# peers.cmake - the rows of peers.def whose library is there.
#
#     qm_peer_sources(<out-list>)
#
# Writes peers_built.def with the rows QM_LIBRARY(library) and QM_PEER(kernel), and returns
# the sources <library>.c and <library>_*.c.  A library whose header is not found, or is not of the version that
# its file is written for, is left out with its peers.
include(CheckCSourceCompiles)

function(qm_peer_sources out)
	file(STRINGS ${CMAKE_CURRENT_SOURCE_DIR}/peers.def rows REGEX "^QM_(LIBRARY|PEER)\\(")
	set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS peers.def)
	set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY) # the library need not be there
	set(built "")
	set(sources "")
	foreach(row IN LISTS rows)
		if(row MATCHES "^QM_LIBRARY\\(([a-z0-9]+), ([a-z.]+), ([^,]+), ([a-z0-9-]+)\\)")
			set(library ${CMAKE_MATCH_1})
			set(header ${CMAKE_MATCH_2})
			set(version "${CMAKE_MATCH_3}")
			set(package ${CMAKE_MATCH_4})
			# Debian keeps the headers of one interface apart by folder.
			find_path(QM_HEADER_${library} ${header} PATH_SUFFIXES ${library}-openmp)
			set(CMAKE_REQUIRED_INCLUDES ${QM_HEADER_${library}})
			if(QM_HEADER_${library})
				check_c_source_compiles("#include <${header}>
					#if !(${version})
					#error
					#endif
					int main(void) { return 0; }" QM_HAVE_${library})
			endif()
			if(NOT QM_HEADER_${library} OR NOT QM_HAVE_${library})
				message(STATUS "no ${header} of which ${version}: peers of ${library} are left out (Debian: ${package})")
				continue()
			endif()
			file(GLOB files RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} CONFIGURE_DEPENDS
				${library}.c ${library}_*.c)
			list(APPEND sources ${files})
			string(APPEND built "QM_LIBRARY(${library})\n")
			set_source_files_properties(${files} PROPERTIES
				COMPILE_OPTIONS "-isystem;${QM_HEADER_${library}}")
		elseif(row MATCHES "^QM_PEER\\(([a-z0-9_]+), ([a-z0-9]+)\\)")
			if("${CMAKE_MATCH_2}.c" IN_LIST sources)
				string(APPEND built "QM_PEER(${CMAKE_MATCH_1})\n")
			endif()
		else()
			message(FATAL_ERROR "cpu/peers/peers.def: what is ${row}?")
		endif()
	endforeach()
	file(CONFIGURE OUTPUT peers_built.def CONTENT "${built}")
	set(${out} ${sources} PARENT_SCOPE)
endfunction()
