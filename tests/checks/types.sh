#!/usr/bin/env bash
# The types of the pages' scripts fit (clients/web/pages/types.mjs).
set -euo pipefail
if ! command -v node >/dev/null || [ ! -e "$HALLQ_BUILD/web-npm/node_modules/typescript" ]; then
    echo "warning: no node, or npm could not fetch typescript: the types of the pages were not looked at"
    exit 77
fi
exec node "$HALLQ_SOURCE/clients/web/pages/types.mjs" "$HALLQ_BUILD"
