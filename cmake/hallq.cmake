# The few words a folder's CMakeLists.txt is written in.
#
#   hallq_library(name a.c b.c [PURE] [LIBS ...] [DEFINES ...])
#       Static library. LIBS and DEFINES reach those who link it. PURE promises what the rules of
#       the hall promise: no I/O, no clock, no randomness, no log. tests/checks/pure.py holds it to that.
#
#   hallq_program(name a.c b.c [LIBS ...] [DEFINES ...] [NO_INSTALL])
#       Program in <build>/bin, installed to bin. Those below tests/ are never installed; they and those with
#       NO_INSTALL are left out of the target `programs`, which is all that `./dev run` builds.
#
#   hallq_test_library(name a.c b.c [LIBS ...] [DEFINES ...])
#       Static library that tests are written with: finds cmocka, and is left out where there is none.
#       What links it asks if(TARGET name) first, unless it is a hallq_test.
#
#   hallq_test(name a.c b.c [LIBS ...] [DEFINES ...] [ARGS ...] + test properties)
#       cmocka program in <build>/test, run by ctest under this name; left out where there is no cmocka. The tests are those
#       of the first file, whose main() includes the list of them as "tests.inc" (tests/list.py writes it).
#
#   hallq_script_test(name script [ARGS ...] + test properties)
#       Script run by ctest, *.py by Debian's python3, others by bash. Exit status 77 means skipped.
#
#   hallq_fuzz(name a.c [LIBS ...] [DEFINES ...] [SECONDS n])
#       libFuzzer program fuzz_<name>, kept corpus in tests/fuzz/corpus/<name>/. Built by the preset
#       fuzz; ctest runs it for SECONDS (3) from there as fuzz.<name>.
#
# Test properties: [LABELS ...] [TIMEOUT s (600)] [SERIAL] [LONG_TIMEOUT s]
#   TIMEOUT       ends a test that hangs; many times what a slow and busy machine takes.
#   SERIAL        never beside another test.
#   LONG_TIMEOUT  registers <name>.long as well: the same command with HALLQ_LONG=1 in its environment
#                 and this limit. Label `long` keeps it out of a plain `./dev test`.
#
# Every test finds in its environment
#   HALLQ_BIN     folder of the built programs          HALLQ_SOURCE  top of the tree
#   HALLQ_BUILD   top of the build folder               HALLQ_PYTHON  Debian's python3
#   TZDIR         the zones of tests/zones.zi, in place of the system's
#
# Headers are included from the top of the tree ("base/clock.h"); a library's own folder is on its
# users' path too, so that a public header can be named alone (<hallq.h>).

if(NOT HALLQ_WITHOUT_TESTS_PACKAGES)
  find_program(HALLQ_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH)
endif()
find_program(HALLQ_LISTS_PYTHON python3 REQUIRED) # any will do for the lists of tests
find_program(HALLQ_BASH bash REQUIRED)

set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(HALLQ_FUZZ_BIN "${CMAKE_BINARY_DIR}/../fuzz/bin" CACHE PATH "Where the preset fuzz puts its programs")

find_program(HALLQ_ZIC zic PATHS /usr/sbin /sbin) # in Debian of libc-bin, which is always there
if(HALLQ_ZIC AND BUILD_TESTING AND NOT HALLQ_FUZZ)
  set(HALLQ_ZONES ${CMAKE_BINARY_DIR}/zones)
  execute_process(COMMAND ${HALLQ_ZIC} -d ${HALLQ_ZONES} ${CMAKE_SOURCE_DIR}/tests/zones.zi COMMAND_ERROR_IS_FATAL ANY)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/zones.zi)
endif()

add_custom_target(programs)

function(hallq_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "PURE" "" "SOURCES;LIBS;DEFINES")
  add_library(${name} STATIC ${arg_UNPARSED_ARGUMENTS} ${arg_SOURCES})
  hallq_compile(${name})
  target_include_directories(${name} PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${arg_LIBS})
  target_compile_definitions(${name} PUBLIC ${arg_DEFINES})
  set_property(GLOBAL APPEND PROPERTY HALLQ_LIBRARIES ${name})
  if(arg_PURE)
    set_property(GLOBAL APPEND PROPERTY HALLQ_PURE_LIBRARIES ${name})
  endif()
endfunction()

function(hallq_program name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "NO_INSTALL" "" "SOURCES;LIBS;DEFINES")
  add_executable(${name} ${arg_UNPARSED_ARGUMENTS} ${arg_SOURCES})
  hallq_compile(${name})
  target_link_libraries(${name} PRIVATE ${arg_LIBS})
  target_compile_definitions(${name} PRIVATE ${arg_DEFINES})
  file(RELATIVE_PATH folder ${CMAKE_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  if(folder MATCHES "^tests")
    return()
  endif()
  if(arg_NO_INSTALL)
    set_property(GLOBAL APPEND PROPERTY HALLQ_OTHER_PROGRAMS ${name})
  else()
    add_dependencies(programs ${name})
    install(TARGETS ${name} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  endif()
endfunction()

# A fuzz target may be written with the fixture of a unit test, so the preset fuzz has these too.
function(hallq_test_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LIBS;DEFINES")
  if(NOT CMOCKA_FOUND OR NOT BUILD_TESTING)
    return()
  endif()
  hallq_library(${name} ${arg_UNPARSED_ARGUMENTS} ${arg_SOURCES}
    LIBS ${arg_LIBS} PkgConfig::CMOCKA DEFINES ${arg_DEFINES})
endfunction()

function(hallq_test name)
  set(one TIMEOUT LONG_TIMEOUT)
  cmake_parse_arguments(PARSE_ARGV 1 arg "SERIAL" "${one}" "SOURCES;LIBS;DEFINES;ARGS;LABELS")
  if(NOT CMOCKA_FOUND OR NOT BUILD_TESTING OR HALLQ_FUZZ)
    return()
  endif()
  set(sources ${arg_UNPARSED_ARGUMENTS} ${arg_SOURCES})
  list(GET sources 0 source)
  set(lists ${CMAKE_CURRENT_BINARY_DIR}/lists/${name})
  file(MAKE_DIRECTORY ${lists})
  add_custom_command(
    OUTPUT ${lists}/tests.inc
    COMMAND ${HALLQ_LISTS_PYTHON} -B ${CMAKE_SOURCE_DIR}/tests/list.py ${source} ${lists}/tests.inc
    DEPENDS ${source} ${CMAKE_SOURCE_DIR}/tests/list.py
    WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} VERBATIM)
  add_executable(${name} ${sources} ${lists}/tests.inc)
  hallq_compile(${name})
  target_include_directories(${name} PRIVATE ${lists})
  target_link_libraries(${name} PRIVATE ${arg_LIBS} PkgConfig::CMOCKA)
  target_compile_definitions(${name} PRIVATE ${arg_DEFINES})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/test)
  hallq_register(${name} $<TARGET_FILE:${name}> ${arg_ARGS})
endfunction()

function(hallq_script_test name script)
  set(one TIMEOUT LONG_TIMEOUT)
  cmake_parse_arguments(PARSE_ARGV 2 arg "SERIAL" "${one}" "ARGS;LABELS")
  if(NOT BUILD_TESTING OR HALLQ_FUZZ)
    return()
  endif()
  cmake_path(ABSOLUTE_PATH script)
  if(NOT script MATCHES "\\.py$")
    hallq_register(${name} ${HALLQ_BASH} ${script} ${arg_ARGS})
  elseif(HALLQ_PYTHON)
    hallq_register(${name} ${HALLQ_PYTHON} -B ${script} ${arg_ARGS})
  endif()
endfunction()

function(hallq_fuzz name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "SECONDS" "SOURCES;LIBS;DEFINES")
  if(NOT arg_SECONDS)
    set(arg_SECONDS 3)
  endif()
  if(HALLQ_FUZZ)
    add_executable(fuzz_${name} ${arg_UNPARSED_ARGUMENTS} ${arg_SOURCES})
    hallq_compile(fuzz_${name})
    target_link_libraries(fuzz_${name} PRIVATE ${arg_LIBS})
    target_compile_definitions(fuzz_${name} PRIVATE ${arg_DEFINES})
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
    return()
  endif()
  math(EXPR limit "${arg_SECONDS} + 300")
  hallq_script_test(
    fuzz.${name} ${CMAKE_SOURCE_DIR}/tests/checks/fuzz.sh
    ARGS ${HALLQ_FUZZ_BIN}/fuzz_${name} ${arg_SECONDS}
    LABELS fuzz TIMEOUT ${limit})
endfunction()

# The rest serves the functions above.

function(hallq_compile target)
  target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(${target} PRIVATE hallq_warnings)
endfunction()

# Registers the command with ctest; reads the caller's arg_LABELS, arg_TIMEOUT, arg_SERIAL, arg_LONG_TIMEOUT.
function(hallq_register name)
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 600)
  endif()
  hallq_register_once(${name} "${ARGN}" "${arg_LABELS}" ${arg_TIMEOUT})
  if(arg_LONG_TIMEOUT)
    hallq_register_once(${name}.long "${ARGN}" "${arg_LABELS};long" ${arg_LONG_TIMEOUT})
  endif()
endfunction()

function(hallq_register_once name command labels timeout)
  add_test(NAME ${name} COMMAND ${command})
  set(environment
    HALLQ_BIN=${CMAKE_BINARY_DIR}/bin
    HALLQ_BUILD=${CMAKE_BINARY_DIR}
    HALLQ_SOURCE=${CMAKE_SOURCE_DIR}
    HALLQ_PYTHON=${HALLQ_PYTHON}
    ASAN_OPTIONS=strict_string_checks=1
    UBSAN_OPTIONS=print_stacktrace=1
    "TSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/faults/threads.supp second_deadlock_stack=1"
    LC_ALL=C.UTF-8)
  if(HALLQ_ZONES)
    list(APPEND environment TZDIR=${HALLQ_ZONES})
  endif()
  if("long" IN_LIST labels)
    list(APPEND environment HALLQ_LONG=1)
  endif()
  set_tests_properties(${name} PROPERTIES
    LABELS "${labels}"
    TIMEOUT ${timeout}
    SKIP_RETURN_CODE 77
    ENVIRONMENT "${environment}")
  if(arg_SERIAL)
    set_tests_properties(${name} PROPERTIES RUN_SERIAL ON)
  endif()
endfunction()
