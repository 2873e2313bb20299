#!/usr/bin/env python3
"""What is done in one way is done in one place.

Each row: what to look for in the C files of the programs, where alone it may stand, and what to write instead. A file beside the
home needs a reason here. A row that matches nothing in its home looks at nothing, and fails.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ["base", "broker", "clients", "bench"]
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.S)

ROWS = [
    # pattern, home, other files and why, instead
    (r"\*text - '0'", "base/number.c", {}, "number_read, number_take of base/number.h"),
    (r"\b(strto(u?ll?|u?max|d|f|ld)|ato(i|l|ll|f))\(", "", {"bench/waits/sheet.c": "sheets of others, with signs and exponents"},
     "number_read, number_take, number_read_real of base/number.h"),
    (r"\bsizeof ?\(?([\w.>#-]+)\)? ?/ ?\(?sizeof\b", "base/count.h", {}, "COUNT of base/count.h"),
    (r"\bcase (ENOENT|EACCES|ENOSPC|EEXIST)\b", "base/err.c", {}, "err_of_errno of base/err.h"),
    (r"case PROTOBUF_C_TYPE_SFIXED64:[^}]*return sizeof\(uint64_t\)", "base/wire/field.h", {}, "value_size of base/wire/field.h"),
    (r"PROTOBUF_C_FIELD_FLAG_ONEOF|== PROTOBUF_C_LABEL_REPEATED", "base/wire/field.h", {}, "is_in_oneof, is_repeated of base/wire/field.h"),
]


def texts():
    """Path -> text without comments, their lines kept."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.[ch]")):
            text = path.read_text(encoding="utf-8")
            yield path.relative_to(ROOT).as_posix(), COMMENT.sub(lambda m: "\n" * m[0].count("\n"), text)


def main():
    files = dict(texts())
    failed = False
    for pattern, home, others, instead in ROWS:
        found = {file for file, text in files.items() if re.search(pattern, text)}
        for file in sorted(found - {home} - set(others)):
            line = files[file][:re.search(pattern, files[file]).start()].count("\n") + 1
            print(f"{file}:{line}: write {instead}")
            failed = True
        for file in sorted(({home} - {""} | set(others)) - found):
            print(f"once.py: nothing of {pattern!r} in {file} any more: take it out of the row")
            failed = True
    return failed


sys.exit(main())
