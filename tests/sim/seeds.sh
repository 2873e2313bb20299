#!/usr/bin/env bash
# 800 seeds, every reachable cell of the table met (some are rare: met once in 300); with HALLQ_LONG 10,000. They run as users build
# it where HALLQ_SIM_BIN says where that is, three times as fast; 100 of them run with sanitizers.
set -euo pipefail
seeds=800
[[ -z ${HALLQ_LONG:-} ]] || seeds=10000
[[ -z ${HALLQ_SIM_BIN:-} ]] || "$HALLQ_BIN/hallq-simtest" --seeds 100
exec "${HALLQ_SIM_BIN:-$HALLQ_BIN}/hallq-simtest" --seeds "$seeds" --holes
