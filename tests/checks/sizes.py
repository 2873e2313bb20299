#!/usr/bin/env python3
"""No file is longer than 700 lines, the models of the simulation aside: those are read beside the rules, as a whole.

Files of today that are longer are in sizes.txt, each with why it is not split yet. Whoever splits one takes out its line; a file
that grows beyond the bound is split by meaning, not written there.
"""
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIST = pathlib.Path(__file__).with_name("sizes.txt")
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
    listed = {line.partition(":")[0] for line in LIST.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"}
    long = {name for name, lines in length.items() if lines > LINE_MAX}
    for name in sorted(long - listed):
        print(f"{name} has {length[name]} lines, {LINE_MAX} are the most: split it by meaning, each file with a job of its own")
    for name in sorted(listed - long):
        print(f"{LIST.name} still has {name}, which has {length.get(name, 0)} lines: take it out")
    return bool(long ^ listed)


sys.exit(main())
