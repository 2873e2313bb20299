#!/usr/bin/env python3
"""No file is longer than 700 lines, the models of the simulation aside: those are read beside the rules, as a whole.

A file that grows beyond is split by meaning.
"""
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
LINE_MAX = 700
KINDS = (".c", ".h", ".def", ".py", ".sh", ".cmake", ".txt", ".proto")
MODELS = "tests/sim/model"


def lengths():
    """file -> lines, of all tracked that are written by hand"""
    names = subprocess.run(["git", "-c", "safe.directory=*", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    there = [name for name in names if name.endswith(KINDS) and (ROOT / name).is_file()]
    return {name: (ROOT / name).read_bytes().count(b"\n") for name in there if not name.startswith(MODELS)}


def main():
    if not (ROOT / ".git").exists():
        print("not a git checkout")
        return 77
    length = lengths()
    if not length:
        sys.exit("no files found: this check looks at nothing")
    long = {name for name, lines in length.items() if lines > LINE_MAX}
    for name in sorted(long):
        print(f"{name} has {length[name]} lines, {LINE_MAX} are the most: split it by meaning, each file with a job of its own")
    return bool(long)


sys.exit(main())
