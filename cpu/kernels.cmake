# kernels.cmake - the rows of a table that this compiler can build, each with its flags.
#
#     qm_table_sources(<table> <out-list>)
#
# Reads <table>.def, rows QM_WORD(name), and isa.def.  The first word of a name that isa.def
# knows is its instruction set: it sets the flags of cpu/<name>.c.  Writes <table>_built.def
# with a row QM_WORD(name, isa) for each.  A row of another architecture is left out; one
# whose flags the compiler lacks is dropped with a message.
include(CheckCCompilerFlag)

# arch_<token> and flags_<token> of every row of isa.def.
set(QM_ISA_TABLE ${CMAKE_CURRENT_LIST_DIR}/isa.def)
macro(qm_read_isa)
	file(STRINGS ${QM_ISA_TABLE} isa_rows REGEX "^QM_ISA\\(")
	set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${QM_ISA_TABLE})
	foreach(row IN LISTS isa_rows)
		string(REGEX MATCH "^QM_ISA\\(([a-z0-9]+), ([a-z0-9_]+), \"([^\"]*)\"" _ "${row}")
		set(arch_${CMAKE_MATCH_1} ${CMAKE_MATCH_2})
		set(flags_${CMAKE_MATCH_1} ${CMAKE_MATCH_3})
	endforeach()
endmacro()

function(qm_table_sources table out)
	qm_read_isa()
	file(STRINGS ${CMAKE_CURRENT_SOURCE_DIR}/${table}.def rows REGEX "^QM_[A-Z]+\\(")
	set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${table}.def)
	set(built "")
	set(sources "")
	foreach(row IN LISTS rows)
		string(REGEX MATCH "^(QM_[A-Z]+)\\(([a-z0-9_]+)\\)" _ "${row}")
		set(macro ${CMAKE_MATCH_1})
		set(name ${CMAKE_MATCH_2})
		string(REPLACE "_" ";" words "${name}")
		set(isa "")
		foreach(word IN LISTS words)
			if(NOT isa AND DEFINED arch_${word})
				set(isa ${word})
			endif()
		endforeach()
		if(NOT isa)
			message(FATAL_ERROR "cpu/${table}.def: ${row}: no word of it is in isa.def")
		endif()
		if(NOT arch_${isa} STREQUAL QM_ARCH)
			continue()
		endif()
		check_c_compiler_flag("${flags_${isa}}" QM_HAVE_${isa})
		if(NOT QM_HAVE_${isa})
			message(STATUS "${name}: left out, this compiler lacks ${flags_${isa}}")
			continue()
		endif()
		separate_arguments(flags UNIX_COMMAND "${flags_${isa}}")
		if(CMAKE_C_COMPILER_ID STREQUAL GNU)
			# Scheduling ahead of register allocation makes gcc spill the sums of a
			# tile; it is on by default on Arm, off on x86.
			list(APPEND flags -fno-schedule-insns)
		endif()
		set_source_files_properties(${name}.c PROPERTIES COMPILE_OPTIONS "${flags};-fno-lto")
		list(APPEND sources ${name}.c)
		string(APPEND built "${macro}(${name}, ${isa})\n")
	endforeach()
	file(CONFIGURE OUTPUT ${table}_built.def CONTENT "${built}")
	set(${out} ${sources} PARENT_SCOPE)
endfunction()
