#!/usr/bin/env bash
# Prints the name of a clang-format of the version that .clang-format names, or says that there is none and fails.
# For check.format and `./dev fmt`: another version would format a few lines otherwise, back and forth.
set -euo pipefail

wanted=$(sed -n 's/^# Version \([0-9]*\).*/\1/p' "$(dirname "$0")/../../.clang-format")
found='none'
for name in "clang-format-$wanted" clang-format; do
    command -v "$name" >/dev/null || continue
    found=$("$name" --version)
    if [[ $found == *" version $wanted."* ]]; then
        echo "$name"
        exit
    fi
done
echo "the tree is formatted by clang-format $wanted, and here is: $found" >&2
exit 1
