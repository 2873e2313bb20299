#!/usr/bin/env bash
# What `cmake --install` puts down is whole: the programs, the unit, the licence and the documents, and a
# library that the example compiles against with nothing but what pkg-config says.
set -euo pipefail
command -v pkg-config >/dev/null || { echo "no pkg-config"; exit 77; }

there=$(mktemp -d)
trap 'rm -rf "$there"' EXIT
DESTDIR=$there cmake --install "$HALLQ_BUILD" >"$there/log" || { cat "$there/log"; exit 1; }

failed=0
for name in bin/hallqd bin/hallq-{kiosk,counter,display,console,admin,web,sim} include/hallq/hallq.h hallq.pc \
    {hallqd,hallq-web,hallq-kiosk,hallq-announce}.service share/hallq/voice/zh-please.wav bin/hallq-announce doc/hallq/{README.md,LICENSE,CHANGELOG.md,docs/PROTOCOL.md,halls/county.yaml}; do
    [[ -n $(find "$there" -path "*/$name") ]] || { echo "not installed: $name"; failed=1; }
done
((failed == 0)) || exit 1

file=$(find "$there" -name hallq.pc)
prefix=$there$(pkg-config --variable=prefix "$file")
read -ra flags < <(pkg-config --define-variable=prefix="$prefix" --cflags --libs "$file")
sanitize=()
if grep -q '^HALLQ_SANITIZE:BOOL=ON' "$HALLQ_BUILD/CMakeCache.txt"; then
    sanitize=(-fsanitize=address,undefined)
fi
cc -Wall -Wextra -Werror "${sanitize[@]}" -o "$there/example" "$HALLQ_SOURCE/clients/libhallq/example.c" "${flags[@]}"
