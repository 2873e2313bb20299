#!/usr/bin/env python3
"""Three rules of the schema that protoc does not hold us to.

No message type contains itself, directly or by way of others: protobuf-c unpacks without a depth
limit, and a nested message of some kilobytes ends the process.
No field is proto3 `optional`: protobuf-c's generator refuses it. `oneof opt_x { uint32 x = 4; }`
has the same bytes.
The comment of each command in command.proto ends with who may send it, just as the broker's table
in broker/hall/commands.def has it: whoever writes a client reads nothing else.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

try:
    from google.protobuf import descriptor_pb2
except ImportError:
    print("no python3-protobuf")
    sys.exit(77)

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "proto"
ATTENDED = ("COUNTER", "GUIDE", "LEAD", "MANAGER")  # devices at which people sign on
PERSONS = {"PERSON": "a person", "SERVING": "a person", "LEADING": "a lead or manager"}


def compiled(folder):
    """The schema's descriptors, as protoc sees them."""
    files = sorted(str(path) for path in folder.glob("*.proto"))
    if not files:
        print("no schema yet")
        sys.exit(77)
    with tempfile.NamedTemporaryFile() as out:
        subprocess.run(
            ["protoc", f"--proto_path={folder}", f"--descriptor_set_out={out.name}", *files],
            check=True,
        )
        return descriptor_pb2.FileDescriptorSet.FromString(out.read())


def messages(prefix, types):
    """Every message type with its full name, nested ones too."""
    for message in types:
        name = f"{prefix}.{message.name}"
        yield name, message
        yield from messages(name, message.nested_type)


def cycles(contains):
    """Paths that lead from a message type back to itself."""
    done = set()

    def visit(name, path):
        if name in path:
            yield path[path.index(name):] + [name]
            return
        if name in done:
            return
        for inner in contains.get(name, ()):
            yield from visit(inner, path + [name])
        done.add(name)

    for name in contains:
        yield from visit(name, [])


def who_may(devices, staff):
    """The last line of a command's comment."""
    if devices == "ALL" and staff == "ANYONE":
        return "// By any device."
    roles = re.split(r"\s*\|\s*", devices)
    attended = [role for role in roles if staff != "ANYONE" and role in ATTENDED]
    parts = [", ".join(role.lower() for role in roles if role not in attended)]
    if attended:
        parts.append(", ".join(role.lower() for role in attended) + f" with {PERSONS[staff]} signed on")
    return f"// By {'; '.join(filter(None, parts))}."


def commands_not_said():
    """Commands whose comment does not end with who may send them."""
    table = (ROOT / "broker/hall/commands.def").read_text()
    lines = (SCHEMA / "command.proto").read_text().splitlines()
    rows = re.findall(r"^COMMAND\(\w+, (\w+), \w+, \w+, ([\w |]+), (\w+), \w+\)", table, re.M)
    if len(rows) != len(re.findall("^COMMAND", table, re.M)) or not rows:
        yield "commands.def: a row that this check cannot read"
    for member, devices, staff in rows:
        name = "".join(word.capitalize() for word in member.split("_"))
        wanted = who_may(devices, staff)
        at = [i for i, line in enumerate(lines) if re.match(rf"message {name} {{", line)]
        if not at or lines[at[0] - 1] != wanted:
            yield f"command.proto: the line above message {name} must be: {wanted}"


def main():
    contains, complaints = {}, []
    for file in compiled(SCHEMA).file:
        for name, message in messages(f".{file.package}", file.message_type):
            contains[name] = [field.type_name for field in message.field if field.type_name]
            complaints += [
                f"{file.name}: {name}.{field.name} is `optional`; use a oneof of one"
                for field in message.field
                if field.proto3_optional
            ]
    complaints += ["contains itself: " + " > ".join(cycle) for cycle in cycles(contains)]
    complaints += commands_not_said()
    print("\n".join(complaints) or f"{len(contains)} message types")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
