#!/usr/bin/env python3
"""Two rules of the schema that protoc does not hold us to.

No message type contains itself, directly or by way of others: protobuf-c unpacks without a depth
limit, and a nested message of some kilobytes ends the process.
No field is proto3 `optional`: protobuf-c's generator refuses it. `oneof opt_x { uint32 x = 4; }`
has the same bytes.
"""
import pathlib
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
    print("\n".join(complaints) or f"{len(contains)} message types")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
