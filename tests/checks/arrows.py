#!/usr/bin/env python3
"""Includes follow the arrows between folders, and no other: arrows.txt says which folder may include which.

An include without an arrow fails, and so does an arrow that no include needs any more (`arrows.py --shrink` takes such out, and
never adds anything). Arrows point one way: a folder that includes, at last, itself fails too. An arrow written with a `!` points
up; it is there until what it leads to has moved down, and does not count among those that must make no circle.
"""
import os
import pathlib
import sys

from includes import FOLDERS, ROOT, includes

LIST = pathlib.Path(__file__).with_name("arrows.txt")
SHOWN = 4  # includes of a missing arrow


def listed():
    """from -> {to: whether it points up}"""
    arrows = {}
    for number, line in enumerate(LIST.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line[0] == "#":
            continue
        start, arrow, ends = line.partition(" -> ")
        if not arrow or start in arrows:
            sys.exit(f"{LIST.name}:{number}: a line is `from -> to to`, one for each folder that includes others")
        arrows[start] = {end.lstrip("!"): end.startswith("!") for end in ends.split()}
    return arrows


def drawn():
    """from -> {to: [the includes that need it]}"""
    arrows = {}
    for file, other in includes():
        start, end = os.path.dirname(file), os.path.dirname(other)
        if start != end:
            arrows.setdefault(start, {}).setdefault(end, []).append(f"{file} includes {other}")
    return arrows


def circle(arrows):
    """Folders that include each other in a circle, the first again at the end; [] if there is none."""
    done, path = set(), []

    def walk(folder):
        if folder in path:
            return path[path.index(folder):] + [folder]
        if folder in done:
            return []
        path.append(folder)
        for end, is_up in sorted(arrows.get(folder, {}).items()):
            if not is_up and (found := walk(end)):
                return found
        done.add(path.pop())
        return []

    return next((found for start in sorted(arrows) if (found := walk(start))), [])


def shrink(needed):
    lines = []
    for line in LIST.read_text(encoding="utf-8").splitlines():
        start, arrow, ends = line.partition(" -> ")
        if arrow and line[0] != "#":
            ends = [end for end in ends.split() if end.lstrip("!") in needed.get(start, {})]
            if not ends:
                continue
            line = f"{start} -> {' '.join(ends)}"
        lines.append(line)
    LIST.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main():
    needed, allowed = drawn(), listed()
    if not needed:
        sys.exit(f"no includes between the folders of {' '.join(FOLDERS)} found: this check looks at nothing")
    if sys.argv[1:] == ["--shrink"]:
        shrink(needed)
        allowed = listed()
    failed = False
    for start, ends in sorted(needed.items()):
        for end in sorted(set(ends) - set(allowed.get(start, {}))):
            failed = True
            print(f"no arrow from {start} to {end}:")
            print("\n".join(f"    {text}" for text in ends[end][:SHOWN]))
    if failed:
        print("Move what both need into a folder below them, or let the one be told by a callback of the other. An arrow that is right is a decision: write it")
        print(f"into tests/checks/{LIST.name} and say in docs/ARCHITECTURE.md why. A folder that has moved is a changed line there.")
    unused = [f"{start} -> {end}" for start, ends in sorted(allowed.items()) for end in ends if end not in needed.get(start, {})]
    if unused:
        failed = True
        print(f"{LIST.name} has arrows that nothing needs: {', '.join(unused)}; run tests/checks/arrows.py --shrink")
    if found := circle(allowed):
        failed = True
        print(f"arrows in a circle: {' -> '.join(found)}. One of them has to go.")
    return failed


sys.exit(main())
