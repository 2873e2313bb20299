#!/usr/bin/env bash
# The same seed is the same run: the hash of everything that happened, twice.
set -euo pipefail
once=$("$HALLQ_BIN/hallq-simtest" --seeds 12 --hash --quiet)
again=$("$HALLQ_BIN/hallq-simtest" --seeds 12 --hash --quiet)
[[ $(wc -l <<<"$once") == 12 ]] || { echo "not twelve hashes: $once"; exit 1; }
[[ $(cut -d' ' -f4 <<<"$once" | sort -u | wc -l) == 12 ]] || { echo "seeds that are all the same: $once"; exit 1; }
diff <(echo "$once") <(echo "$again")
