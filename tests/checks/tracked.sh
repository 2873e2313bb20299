#!/usr/bin/env bash
# What must not be tracked: generated code, and paths of the machine it was written on.
set -euo pipefail
cd "$(dirname "$0")/../.."

git() { command git -c safe.directory='*' "$@"; }
git rev-parse --git-dir >/dev/null 2>&1 || { echo "not a git checkout"; exit 77; }
failed=0

generated=$(git ls-files -- '*.pb-c.[ch]' '*_pb2.py' '*.o' '*.a' '*.so' '*.pyc' 'build/*')
if [[ -n $generated ]]; then
    printf 'generated, belongs in the build folder:\n%s\n' "$generated"
    failed=1
fi

# A bracket in each pattern keeps this file from finding itself.
pattern='(^|[^[:alnum:]_.~}])/(wor[k]/|hom[e]/[a-z]|roo[t]/|User[s]/|tm[p]/build)'
paths=$(git grep -InE "$pattern" -- || true)
if [[ -n $paths ]]; then
    printf 'names a folder of one machine:\n%s\n' "$paths"
    failed=1
fi

large=$(git ls-files -z | xargs -0 -r stat -c '%s %n' 2>/dev/null | awk '$1 > 2097152')
if [[ -n $large ]]; then
    printf 'larger than 2 MiB:\n%s\n' "$large"
    failed=1
fi
exit $failed
