#!/usr/bin/env bash
# protobuf-c 1.4.1 (Debian 12's protobuf-c-compiler): a field named `base` is written as C that does not compile.
#
# Each message becomes a struct whose first member is `ProtobufCMessage base`; a field of that name becomes a second member
# `base` beside it. protoc-c takes the schema without a word, though it turns the names of C's keywords aside (`int` becomes
# `int_`), and only the compiler complains, of a file that nobody wrote:
#
#     error: duplicate member 'base'
#
# It matters to us because the schema is the interface: `base` is a natural name for the version that something was made from
# (ApplySettings.made_from), and such a schema works in every other language. `descriptor` is free of this.
#
# Needs gcc, protobuf-c-compiler and libprotobuf-c-dev. Exits 1 if something else is seen, 77 where it cannot be tried.
set -euo pipefail

command -v gcc >/dev/null && command -v protoc-c >/dev/null && pkg-config --exists libprotobuf-c || { echo "no gcc, protoc-c or libprotobuf-c-dev"; exit 77; }
echo "protobuf-c $(pkg-config --modversion libprotobuf-c)"
top=$(mktemp -d)
trap 'rm -rf "$top"' EXIT

# Whether a message with a field of this name is made C of, and compiles.
compiles() {
    printf 'syntax = "proto3";\nmessage M { uint32 %s = 1; }\n' "$1" >"$top/m.proto"
    protoc-c --proto_path="$top" --c_out="$top" "$top/m.proto" || return 2
    gcc -fsyntax-only "$top/m.pb-c.c" 2>"$top/said"
}

for name in version descriptor int; do
    compiles "$name" || { echo "$name: it does not compile: $(head -1 "$top/said")"; exit 1; }
done
code=0
compiles base || code=$?
[ "$code" = 1 ] && grep -q "duplicate member" "$top/said" || { echo "it has changed: exit $code"; exit 1; }
grep -m1 "duplicate member" "$top/said" | sed "s#$top/##"
