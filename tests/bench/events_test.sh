#!/usr/bin/env bash
# hallq-events for a moment: both halls take all commands, and each figure is printed; how good they are is nobody's business here.
set -euo pipefail

folder=$(mktemp -d "${TMPDIR:-/tmp}/hallq-events.XXXXXX")
trap 'rm -rf "$folder"' EXIT
said=$("$HALLQ_BIN/hallq-events" "$folder/store" 3)
for wanted in 'each for 1 of 26 services: ' 'each for 6 of 26 services: ' 'of which the forecast ' 'a look for alerts: ' \
    'the wait figures: ' 'the copy for the twin: '; do
    [[ $said == *"$wanted"* ]] || { printf 'nothing of "%s" in:\n%s\n' "$wanted" "$said"; exit 1; }
done
[[ -z $(ls "$folder") ]] || { echo 'it left its store behind'; exit 1; }
