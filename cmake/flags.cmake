# How every file of hallq is compiled and linked. Included once, by the top CMakeLists.txt.
#
#   HALLQ_SANITIZE  address and undefined-behaviour sanitizers; defines HALLQ_POISON, with which
#                   modules spoil borrowed values as soon as they die
#   HALLQ_FUZZ      the same, with clang's libFuzzer: builds what hallq_fuzz() names, and no unit tests
#   HALLQ_THREADS   the thread sanitizer, which finds what two threads do to one value; not with the others
#   HALLQ_WERROR    a warning is an error. On in the presets that `./dev test` builds, off for users: a compiler
#                   that is newer than this tree warns of more, and that must not keep a hall closed
#   HALLQ_WITHOUT_TESTS_PACKAGES  hides what only the tests need, as on a machine that does not have it
#
# Warnings live in the interface target hallq_warnings, so that generated code does without them.

include(CheckCCompilerFlag)
include(CheckLinkerFlag)
include(CheckPIESupported)

option(HALLQ_SANITIZE "Build with address and undefined-behaviour sanitizers" OFF)
option(HALLQ_FUZZ "Build the fuzz targets (clang only)" OFF)
option(HALLQ_THREADS "Build with the thread sanitizer" OFF)
option(HALLQ_WERROR "Take warnings for errors" OFF)
option(HALLQ_WITHOUT_TESTS_PACKAGES "Do without what only the tests need, though it is here" OFF)

set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
if(HALLQ_SANITIZE)
  set(CMAKE_POSITION_INDEPENDENT_CODE OFF) # 200,000 relocations of the sanitizers' tables, at each start of a program
endif()
check_pie_supported(LANGUAGES C)

find_program(HALLQ_CCACHE ccache)
if(HALLQ_CCACHE AND NOT CMAKE_C_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER ${HALLQ_CCACHE})
endif()

# Asserts say what only a bug can break. They stay on in every build.
foreach(config DEBUG RELEASE RELWITHDEBINFO MINSIZEREL)
  string(REPLACE "-DNDEBUG" "" CMAKE_C_FLAGS_${config} "${CMAKE_C_FLAGS_${config}}")
endforeach()

# Adds each flag that this compiler takes. The flag's result is cached under its own name.
function(hallq_try_compile_flags)
  foreach(flag ${ARGN})
    string(MAKE_C_IDENTIFIER "HALLQ_TAKES${flag}" known)
    check_c_compiler_flag(${flag} ${known})
    if(${known})
      add_compile_options(${flag})
    endif()
  endforeach()
endfunction()

function(hallq_try_link_flags)
  foreach(flag ${ARGN})
    string(MAKE_C_IDENTIFIER "HALLQ_LINKS${flag}" known)
    check_linker_flag(C ${flag} ${known})
    if(${known})
      add_link_options(${flag})
    endif()
  endforeach()
endfunction()

set(CMAKE_REQUIRED_QUIET ON)
add_compile_definitions(_GNU_SOURCE= HALLQ_VERSION="${PROJECT_VERSION}")
add_compile_options(
  -ffp-contract=off # replaying a journal gives the same bits
  -ffile-prefix-map=${CMAKE_SOURCE_DIR}/= # __FILE__ and debug data name files from the top of the tree
  -fno-strict-aliasing
  -fno-delete-null-pointer-checks)
add_link_options(-Wl,--as-needed)

if(HALLQ_SANITIZE OR HALLQ_FUZZ)
  set(sanitizers -fsanitize=address,undefined -fno-sanitize-recover=all)
  if(HALLQ_FUZZ)
    list(APPEND sanitizers -fsanitize=fuzzer-no-link)
  endif()
  add_compile_options(${sanitizers} -fno-omit-frame-pointer)
  # protobuf-c calls a message's init through its descriptor, as a function of another type; clang 17 and later
  # report that. gcc does not know the check.
  hallq_try_compile_flags(-fno-sanitize=function)
  add_link_options(${sanitizers})
  add_compile_definitions(HALLQ_POISON=1)
elseif(HALLQ_THREADS)
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
  add_link_options(-fsanitize=thread)
else()
  add_compile_options(-fno-strict-overflow -U_FORTIFY_SOURCE)
  add_compile_definitions(_FORTIFY_SOURCE=3)
  hallq_try_compile_flags(
    -fno-semantic-interposition
    -fstack-protector-strong
    -fstack-clash-protection
    -fcf-protection=full
    -ftrivial-auto-var-init=zero
    -fstrict-flex-arrays=3
    -fzero-init-padding-bits=all)
  hallq_try_link_flags(LINKER:-z,relro LINKER:-z,now LINKER:-z,noexecstack)
endif()

add_library(hallq_warnings INTERFACE)
set(warnings
  -Wall
  -Wextra
  -Wformat=2
  -Wshadow
  -Wstrict-prototypes
  -Wmissing-prototypes
  -Wold-style-definition
  -Wpointer-arith
  -Wvla
  -Wundef
  -Wwrite-strings
  -Wimplicit-fallthrough
  -Wno-missing-field-initializers)
foreach(flag -Wtrampolines -Wbidi-chars=any -Wlogical-op -Wduplicated-cond)
  string(MAKE_C_IDENTIFIER "HALLQ_TAKES${flag}" known)
  check_c_compiler_flag(${flag} ${known})
  if(${known})
    list(APPEND warnings ${flag})
  endif()
endforeach()
if(HALLQ_WERROR)
  list(APPEND warnings -Werror)
endif()
target_compile_options(hallq_warnings INTERFACE ${warnings})
