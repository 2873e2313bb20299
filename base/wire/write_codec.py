#!/usr/bin/env python3
"""Writes how each message of the schema is packed, copied and unpacked: codec.c, of the words in base/wire/pack.h, copy.h and take.h.

    write_codec.py FOLDER_OF_SCHEMA FILE_TO_WRITE

A kind of field that the schema did not use before is an error here: teach it to the lists below and to the three headers. The
messages are those that proto/marks.py reads. tests/base and the fuzz targets hold what is written to the bytes of protobuf-c.
"""
import os
import sys
from itertools import groupby

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../proto"))
import marks

# The kinds of fields: the wire type, and how the three words for it end. An enum is an int32 (proto3: any number is one).
NUMBERS = {kind: kind for kind in ("bool", "int32", "int64", "sint32", "uint32", "uint64")} | {"enum": "int32"}
FIXED = {"double": "64BIT", "float": "32BIT"}
CHUNKS = ["string", "bytes", "message"]
LISTS = ["string", "message", "enum", "uint32", "uint64", *FIXED]

TABLE_SIZE = 512  # some times the messages, so that a look-up seldom tries twice


class Member:
    """A field as C knows it: a member of the struct `m`."""

    def __init__(self, message, field):
        is_enum = field.kind.split(".")[-1][0].isupper()
        self.kind = field.kind if field.kind in marks.SCALARS else "message" if field.type else "enum" if is_enum else None
        self.id, self.name, self.repeated, self.type = field.number, field.name, field.repeated, field.type
        self.in_oneof = field in message.in_oneof
        known = LISTS if self.repeated else ["message"] if self.in_oneof else [*NUMBERS, *FIXED, *CHUNKS]
        if self.kind not in known:
            sys.exit(f"{field.at}: {message.name}.{field.name}: the schema had no such {'list' if self.repeated else 'field'} so far; "
                     "take another type, or teach it to base/wire/write_codec.py and to the words it writes")

    @property
    def wire_type(self):
        return "LENGTH_PREFIXED" if self.repeated else "VARINT" if self.kind in NUMBERS else FIXED.get(self.kind, "LENGTH_PREFIXED")

    def put(self):
        word = NUMBERS.get(self.kind, self.kind) + ("s" if self.repeated else "")
        value = ("&" if self.kind == "bytes" else "") + f"m->{self.name}"
        count = f", m->n_{self.name}" if self.repeated else ""
        inner = f", put_{self.type.c_type}" if self.type else ""
        return f"put_{word}(p, {self.id}, {value}{count}{inner});"

    def own(self):
        """None for what points at nothing."""
        if self.repeated and self.kind not in CHUNKS:
            return f"own_list(a, &m->{self.name}, m->n_{self.name}, sizeof *m->{self.name})"
        if self.kind not in CHUNKS:
            return None
        count = f", m->n_{self.name}" if self.repeated else ""
        size = "" if not self.type else f", sizeof *{'*' if self.repeated else ''}m->{self.name}, own_{self.type.c_type}"
        return f"own_{self.kind}{'s' if self.repeated else ''}(a, &m->{self.name}{count}{size})"

    def take(self):
        word = NUMBERS.get(self.kind, self.kind) + ("s" if self.repeated else "")
        tag = "tag, " if self.repeated and self.kind in CHUNKS else ""
        count = f", &m->n_{self.name}" if self.repeated else ""
        size = "" if not self.type else f", sizeof *{'*' if self.repeated else ''}m->{self.name}, take_{self.type.c_type}"
        return f"take_{word}(t, {tag}&m->{self.name}{count}{size})"


def cases(members, line):
    """The lines of a switch over the member of the oneof that is set."""
    return ["    switch ((int)m->body_case) {", *(f"    case {member.id}: {line(member)} break;" for member in members), "    }"]


def members_of(message):
    return sorted((Member(message, field) for field in message.fields), key=lambda member: member.id)


def put_lines(message, members):
    """From the last field to the first; members of the oneof between whose numbers no other field's is are one switch."""
    lines = [f"static void put_{message.c_type}(struct packer *p, const void *message) {{",
             f"    const Hallq__{message.c_type} *m = message;",
             "    if (m->base.n_unknown_fields)", "        put_unknown(p, &m->base);"]
    for in_oneof, run in groupby(reversed(members), key=lambda member: member.in_oneof):
        lines += cases(list(run), Member.put) if in_oneof else [f"    {member.put()}" for member in run]
    return lines + ["}", ""]


def own_lines(message, members):
    chosen = [member for member in members if member.in_oneof]
    lines = [f"static bool own_{message.c_type}(struct arena *a, void *message) {{",
             f"    Hallq__{message.c_type} *m = message;"]
    if chosen:
        lines += cases(chosen, lambda member: f"if (!{member.own()}) return false;")
    owned = [member.own() for member in members if not member.in_oneof and member.own()]
    return lines + ["    return " + " &&\n           ".join(owned + ["(!m->base.n_unknown_fields || own_unknown(a, &m->base))"]) + ";", "}", ""]


def take_lines(message, members):
    lines = [f"static bool take_{message.c_type}(struct taker *t, void *message) {{",
             f"    Hallq__{message.c_type} *m = message;",
             f"    *m = (Hallq__{message.c_type})HALLQ__{message.noun.upper()}__INIT;",
             "    for (uint32_t tag = 0; (tag = take_tag(t, tag));)",
             "        switch (tag) {"]
    for member in members:
        chosen = f"m->body_case || !{member.take()}" if member.in_oneof else f"!{member.take()}"
        after = f" m->body_case = {member.id};" if member.in_oneof else ""
        lines.append(f"        case TAG({member.id}, {member.wire_type}): if ({chosen}) return false;{after} break;")
    return lines + ["        default: return false;", "        }", "    return true;", "}", ""]


# ---------------------------------------------------------------- finding a codec

def place(message, salt):
    """As place() in the C below."""
    name = f"hallq.{message.name}".encode()
    return (len(message.fields) * salt[0] + name[6] * salt[1] + name[7] * salt[2]) % TABLE_SIZE


def table_of(messages, salt):
    """The messages by their place, and how many places all look-ups together try."""
    table, tries = {}, 0
    for message in messages:
        at = place(message, salt)
        while at in table:
            at, tries = (at + 1) % TABLE_SIZE, tries + 1
        table[at] = message
    return table, tries


def find_lines(messages):
    salts = [(a, b, c) for a in range(1, 64, 6) for b in range(1, 64, 6) for c in range(1, 64, 6)]
    salt = min(salts, key=lambda salt: table_of(messages, salt)[1])
    rows = [f"    [{at}] = {{&hallq__{message.noun}__descriptor, put_{message.c_type}, own_{message.c_type}, take_{message.c_type}}},"
            for at, message in sorted(table_of(messages, salt)[0].items())]
    return [f"static const struct codec codecs[{TABLE_SIZE}] = {{", *rows, "};", "",
            "// Where the codec of a type stands, if no other stands there: then behind.",
            "static unsigned place(const ProtobufCMessageDescriptor *type) {",
            "    const unsigned char *name = (const unsigned char *)type->name; // hallq.Xx",
            f"    return (type->n_fields * {salt[0]} + name[6] * {salt[1]} + name[7] * {salt[2]}) % {TABLE_SIZE};",
            "}", "",
            "const struct codec *codec_of(const ProtobufCMessageDescriptor *type) {",
            "    unsigned at = place(type);",
            "    while (codecs[at].type != type) {",
            "        assert(codecs[at].type);",
            f"        at = (at + 1) % {TABLE_SIZE};",
            "    }",
            "    return &codecs[at];",
            "}"]


def main(schema, target):
    messages = {}
    names = sorted(name for name in os.listdir(schema) if name.endswith(".proto"))
    for name in names:
        marks.read_file(os.path.join(schema, name), f"proto/{name}", messages)
    marks.resolve(messages)
    lines = ["// codec.c - written by base/wire/write_codec.py from the schema.", "#include <assert.h>", "",
             '#include "base/wire/copy.h"', '#include "base/wire/pack.h"', '#include "base/wire/take.h"',
             *(f'#include "{name[:-len(".proto")]}.pb-c.h"' for name in names), ""]
    for message in messages.values():
        lines += [f"static void put_{message.c_type}(struct packer *p, const void *message);",
                  f"static bool own_{message.c_type}(struct arena *a, void *message);",
                  f"static bool take_{message.c_type}(struct taker *t, void *message);"]
    lines.append("")
    for message in messages.values():
        members = members_of(message)
        lines += put_lines(message, members) + own_lines(message, members) + take_lines(message, members)
    with open(target, "w", encoding="utf-8") as file:
        file.write("\n".join(lines + find_lines(list(messages.values()))) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
