#!/usr/bin/env python3
"""The marks in proto/event.proto are those of base/visible.def and broker/hall/events.def.

A mark on a message is [public], [staff] or [journal] in the comment above it; one on a field is (internet), (public), (staff)
or (journal) beside it. An event without a mark of its own has that of the one before it. A field without one is for who is in
the hall and for webhooks, of an event for staff alone the staff's; every `by` is the staff's.
"""
import os
import re
import sys

source = os.environ.get("HALLQ_SOURCE", os.path.join(os.path.dirname(__file__), "..", ".."))
LEVELS = ["NOWHERE", "LEAD", "STAFF", "PUBLIC", "WEBHOOK", "INTERNET"]
OF_EVENT = {"JOURNAL": "NOWHERE", "STAFF": "STAFF", "PUBLIC": "WEBHOOK"}


def lines_of(path):
    with open(os.path.join(source, path), encoding="utf-8") as file:
        return file.read().splitlines()


def level_of(mark, field_type, note):
    """How far the schema says a field goes, in an event of that mark."""
    if mark == "JOURNAL" or note == "journal":
        return "NOWHERE"
    if note == "staff" or field_type == "By" or mark == "STAFF":
        return "STAFF"
    return note.upper() if note else OF_EVENT[mark]


def schema_levels(events):
    """The marks of messages by name, and the level of each field of an event or of a part of one."""
    messages, fields = {}, {}
    mark, open_messages = None, []
    for line in lines_of("proto/event.proto"):
        head = re.match(r"// \[(\w+)\]", line)
        mark = head[1].upper() if head else mark
        start = re.match(r"\s*message (\w+) \{", line)
        if start:
            open_messages.append(start[1])
            messages["__".join(open_messages)] = mark
        field = re.match(r"\s+(?:repeated )?([\w.]+) (\w+) = \d+;(.*)", line)
        name = "__".join(open_messages)
        if field and open_messages and name not in ("Event", "By"):
            note = re.search(r"\((internet|public|staff|journal)\)", field[3])
            fields[name, field[2]] = level_of(mark, field[1], note and note[1])
        if line.strip().endswith("}") and open_messages and not line.strip().startswith("oneof"):
            if "{" in line or line.strip() == "}":
                open_messages.pop()
    return messages, fields


def table(path, pattern):
    return [m.groups() for m in map(re.compile(pattern).match, lines_of(path)) if m]


def main():
    events = dict(table("broker/hall/events.def", r"EVENT\([A-Z_]+, (\w+), \w+, (\w+)\)"))
    rows = {(m, f): level for m, level, f in table("base/visible.def", r"(?:FIELD|LIST|PARTS?)\((\w+), (\w+), (\w+)")}
    messages, fields = schema_levels(events)
    wrong = [f"events.def: {m} is {events[m]}, the schema says {messages[m]}" for m in events if events[m] != messages[m]]
    wrong += [f"visible.def: {m}.{f} is {rows.get((m, f), 'NOWHERE')}, the schema says {level}"
              for (m, f), level in sorted(fields.items()) if rows.get((m, f), "NOWHERE") != level]
    wrong += [f"visible.def: {level} is no level" for level in set(rows.values()) - set(LEVELS)]
    for event, mark in events.items():
        widest = max([LEVELS.index(level) for (m, _), level in rows.items() if m == event], default=0)
        shown = "PUBLIC" if widest >= LEVELS.index("PUBLIC") else "STAFF" if widest else "JOURNAL"
        if shown != mark:
            wrong.append(f"{event} is [{mark.lower()}], and its fields are shown as [{shown.lower()}]")
    print("\n".join(wrong) or f"{len(events)} events, {len(fields)} fields, {len(rows)} rows")
    return 1 if wrong or len(fields) < 200 else 0


if __name__ == "__main__":
    sys.exit(main())
