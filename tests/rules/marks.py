#!/usr/bin/env python3
"""The marks in proto/event.proto are those of broker/hall/marks.def and broker/hall/events.def.

A mark on a message is [public], [staff] or [journal] in the comment above it; one on a field is (staff) or (journal)
beside it. Every `by` is the staff's, every Line the staff's unless it is a service's. An event without a mark of its own
has that of the one before it. Events on no feed need no marks on their fields; those for staff alone need only (journal).
"""
import os
import re
import sys

source = os.environ.get("HALLQ_SOURCE", os.path.join(os.path.dirname(__file__), "..", ".."))


def lines_of(path):
    with open(os.path.join(source, path), encoding="utf-8") as file:
        return file.read().splitlines()


def schema_marks(events):
    """Messages' marks by name, and (message, field, mark) of the fields at their top level."""
    messages, fields = {}, set()
    mark, message, depth = None, None, 0
    for line in lines_of("proto/event.proto"):
        head = re.match(r"// \[(\w+)\]", line)
        mark = head[1].upper() if head else mark
        start = re.match(r"message (\w+) \{(.*)", line)
        if depth == 0 and start:
            message = start[1]
            messages[message] = mark
        inside = depth == 1
        depth += line.count("{") - line.count("}")
        field = re.match(r"\s+(?:repeated )?([\w.]+) (\w+) = \d+;(.*)", line)
        if not inside or not field or message not in events:
            continue
        note = re.search(r"\((staff|journal)\)", field[3])
        if note:
            fields.add((message, field[2], note[1].upper()))
        elif field[1] == "By":
            fields.add((message, field[2], "STAFF"))
        elif field[1] == "Line":
            fields.add((message, field[2], "LINE"))
    return messages, fields


def table(path, pattern):
    return [m.groups() for m in map(re.compile(pattern).match, lines_of(path)) if m]


def main():
    events = dict(table("broker/hall/events.def", r"EVENT\(\w+, (\w+), \w+, (\w+)\)"))
    marked = {
        (message, field, mark)
        for mark, message, field in table("broker/hall/marks.def", r"MARK\((\w+), \w+, \w+, (\w+), (\w+)\)")
    }
    messages, fields = schema_marks(events)
    seen = {
        (message, field, mark)
        for message, field, mark in fields
        if events[message] == "PUBLIC" or (events[message] == "STAFF" and mark == "JOURNAL")
    }
    wrong = [f"events.def: {m} is {events[m]}, the schema says {messages[m]}" for m in events if events[m] != messages[m]]
    wrong += [f"marks.def lacks {field}" for field in sorted(seen - marked)]
    wrong += [f"the schema does not mark {field}" for field in sorted(marked - seen)]
    print("\n".join(wrong) or f"{len(events)} events, {len(marked)} marked fields")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
