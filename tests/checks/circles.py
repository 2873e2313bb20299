#!/usr/bin/env python3
"""No circle of includes between files: x.c and x.h are one file here, and what includes what, at last itself, is a circle.

Files in a circle can only be read, tested and changed together. Those of today are in circles.txt, a circle a line; they may
be opened, and that is told here with `circles.py --shrink`, which takes out what is open and never adds anything. A file that
is new in a circle, and a new circle, fail.
"""
import os
import pathlib
import sys

from includes import files, includes

LIST = pathlib.Path(__file__).with_name("circles.txt")
INCLUDE_SHOWN = 6  # of the includes within a new circle


def included():
    """unit -> {unit that it includes: the include as the compiler would tell it}"""
    graph = {os.path.splitext(file)[0]: {} for file in files()}
    for file, found in includes():
        unit, other = os.path.splitext(file)[0], os.path.splitext(found)[0]
        if other != unit:
            graph[unit].setdefault(other, f"{file} includes {found}")
    return graph


def reached(graph, start):
    """All that `start` includes, by way of others too."""
    seen, todo = set(), [start]
    while todo:
        for other in graph[todo.pop()]:
            if other not in seen:
                seen.add(other)
                todo.append(other)
    return seen


def circles(graph):
    """Sets of units each of which includes all others of its set in the end."""
    reach = {unit: reached(graph, unit) for unit in graph}
    found = {frozenset(other for other in reach[unit] if unit in reach[other]) for unit in graph if unit in reach[unit]}
    return sorted(found, key=sorted)


def main():
    graph = included()
    if not any(graph.values()):
        sys.exit("no includes found: this check looks at nothing")
    known = [set(line.split()) for line in LIST.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    found = circles(graph)
    failed = False
    for circle in found:
        home = max(known, key=lambda line: len(line & circle), default=set())
        if new := circle - home:
            failed = True
            print(f"a circle of includes that {LIST.name} does not have: {' '.join(sorted(new))}, in {' '.join(sorted(circle))}")
            edges = [text for unit in sorted(circle) for other, text in graph[unit].items() if other in circle and new & {unit, other}]
            print("\n".join(f"    {text}" for text in edges[:INCLUDE_SHOWN]))
            print("  Take out one of these: move what both need into a file below them, or let one of them be told by a callback.")
    still = [circle for circle in found if any(circle <= line for line in known)]
    if not failed and sorted(map(sorted, known)) != sorted(map(sorted, still)):
        if sys.argv[1:] == ["--shrink"]:
            head = [line for line in LIST.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
            LIST.write_text("\n".join(head + [" ".join(sorted(circle)) for circle in still]) + "\n", encoding="utf-8")
            return 0
        failed = True
        gone = set().union(*known) - set().union(*still) if known else set()
        print(f"{LIST.name} still has what is open: {' '.join(sorted(gone)) or 'a circle that fell into parts'}; run tests/checks/circles.py --shrink")
    return failed


sys.exit(main())
