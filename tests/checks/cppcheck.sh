#!/usr/bin/env bash
# cppcheck's errors, warnings and portability findings over our C files; quick, since it keeps its
# findings on files that did not change. Silence a false one beside the line, with its reason:
#   // cppcheck-suppress id ; why
set -euo pipefail

# Each version finds other things, true and false: what is silenced in the tree is what this one finds.
wanted='Cppcheck 2.10'
command -v cppcheck >/dev/null || { echo "no cppcheck; wanted: $wanted"; exit 77; }
found=$(cppcheck --version)
[[ $found == "$wanted" ]] || { echo "skipped: this is $found, and the tree is checked with $wanted"; exit 77; }
top=$(cd "$(dirname "$0")/../.." && pwd)
cache=${HALLQ_BUILD:-$top/build}/cppcheck
mkdir -p "$cache"
cd "$top"

folders=()
for folder in base broker clients bench tests; do
    [[ -n $(find "$folder" -name '*.c' -print -quit 2>/dev/null) ]] && folders+=("$folder")
done
((${#folders[@]})) || exit 77

# It looks into no system header, and without this one takes each list for an error of syntax.
lists=$(printf '#include <sys/queue.h>\n' | cc -E -M -x c - | tr ' \\' '\n\n' | grep '/sys/queue\.h$')

cppcheck --quiet --std=c11 --language=c --enable=warning,portability --inline-suppr \
    --suppress=missingInclude --suppress=missingIncludeSystem --suppress=unknownMacro \
    --error-exitcode=1 -j "$(nproc)" --cppcheck-build-dir="$cache" -I . \
    --include="$lists" -D_GNU_SOURCE= -D__linux__ -D__x86_64__ "${folders[@]}"
