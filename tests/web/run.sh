#!/usr/bin/env bash
# Runs PAGE_test.mjs. HALLQ_BUILD has the pages and what npm fetched.
set -euo pipefail
exec node "$HALLQ_SOURCE/tests/web/$1_test.mjs"
