#!/usr/bin/env bash
# Runs one fuzz target for some seconds: fuzz.sh PROGRAM SECONDS MAX_LEN [CORPUS_TO_GROW]
#
# The kept corpus, tests/fuzz/corpus/<target>/, is read and never written; what is found on the way
# goes to CORPUS_TO_GROW, or nowhere. An input that breaks the target is left in the current folder,
# where the closing lines of libFuzzer name it.
set -euo pipefail

program=$1 seconds=$2 max_len=$3
target=$(basename "$program")
target=${target#fuzz_}
kept=$(dirname "$0")/../fuzz/corpus/$target

if [[ ! -x $program ]]; then
    echo "no $program: build the preset fuzz first (./dev fuzz does)"
    exit 77
fi
grown=${4:-}
if [[ -z $grown ]]; then
    grown=$(mktemp -d)
    trap 'rm -rf "$grown"' EXIT
fi
mkdir -p "$grown"
folders=("$grown")
[[ -d $kept ]] && folders+=("$kept")

"$program" -max_total_time="$seconds" -max_len="$max_len" -timeout=10 -rss_limit_mb=2048 \
    -print_final_stats=1 "${folders[@]}"
