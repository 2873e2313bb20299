#!/usr/bin/env bash
# 500 seeds, every reachable cell of the table met; with HALLQ_LONG twenty times as many.
set -euo pipefail
seeds=500
[[ -z ${HALLQ_LONG:-} ]] || seeds=10000
exec "$HALLQ_BIN/hallq-simtest" --seeds "$seeds" --holes
