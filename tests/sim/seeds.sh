#!/usr/bin/env bash
# 800 seeds, every reachable cell of the table met (some are rare: met once in 300); with HALLQ_LONG 10,000.
set -euo pipefail
seeds=800
[[ -z ${HALLQ_LONG:-} ]] || seeds=10000
exec "$HALLQ_BIN/hallq-simtest" --seeds "$seeds" --holes
