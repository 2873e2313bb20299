#!/usr/bin/env bash
# Runs one fuzz target for some seconds: fuzz.sh PROGRAM SECONDS [CORPUS_TO_GROW]
#
# The kept corpus, tests/fuzz/corpus/<target>/, is read and never written; inputs found on the way go
# to CORPUS_TO_GROW, or nowhere. An input that breaks the target is left in found/ beside PROGRAM's
# folder, and the closing lines of libFuzzer name it.
set -euo pipefail

program=$1 seconds=$2 grown=${3:-}
target=$(basename "$program")
target=${target#fuzz_}
kept=$(dirname "$0")/../fuzz/corpus/$target

if [[ ! -x $program ]]; then
    echo "no $program: build the preset fuzz first (./dev build fuzz)"
    exit 77
fi
if [[ -z $grown ]]; then
    grown=$(mktemp -d)
    trap 'rm -rf "$grown"' EXIT
fi
found=$(dirname "$program")/../found
mkdir -p "$grown" "$found"
folders=("$grown")
[[ ! -d $kept ]] || folders+=("$kept")

"$program" -max_total_time="$seconds" -timeout=30 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="$found/$target-" "${folders[@]}"
