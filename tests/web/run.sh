#!/usr/bin/env bash
# Runs PAGE_test.mjs. HALLQ_BUILD has the pages and what npm fetched.
set -euo pipefail
if [ ! -e "$HALLQ_BUILD/web/built" ]; then
    echo "the pages are not built: npm could not fetch what they are made with"
    exit 77
fi
exec node "$HALLQ_SOURCE/tests/web/$1_test.mjs"
