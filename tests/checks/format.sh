#!/usr/bin/env bash
# Every tracked C file reads as clang-format writes it. `./dev fmt` puts it right.
set -euo pipefail
cd "$(dirname "$0")/../.."

clang_format=$(tests/checks/clang_format.sh) || exit 77
git -c safe.directory='*' rev-parse --git-dir >/dev/null 2>&1 || { echo "not a git checkout"; exit 77; }

mapfile -d '' -t files < <(git -c safe.directory='*' ls-files -z -- '*.c' '*.h')
if printf '%s\0' "${files[@]}" | xargs -0 -n 32 -P "$(nproc)" "$clang_format" --style=file --dry-run -Werror >/dev/null 2>&1; then
    echo "${#files[@]} files"
    exit 0
fi
wrong=0 # some are not, or are gone from the tree: one at a time
for file in "${files[@]}"; do
    [[ -f $file ]] || continue # removed, and not yet committed so
    "$clang_format" --style=file --dry-run -Werror "$file" >/dev/null 2>&1 && continue
    echo "$file: not formatted"
    "$clang_format" --style=file "$file" | diff -u "$file" - | sed -n '3,12p' || true
    wrong=$((wrong + 1))
done
((wrong == 0)) || { echo "$wrong of ${#files[@]} files differ; run ./dev fmt"; exit 1; }
echo "${#files[@]} files"
