#!/usr/bin/env python3
"""Sentences in two languages, in the tables (*.def) that the programs are made of.

Each row has both, neither is empty, and both are filled from the same places: {0}, {value}, or the
conversions of a printf format, in their order. A sentence filled from a place that its other half
does not name tells half of its readers less, or reads what was never passed.
"""
import pathlib
import re
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
ROW = re.compile(r'^[A-Z_]+\((?:\w+,\s*)*?((?:"(?:[^"\\]|\\.)*"\s*)+),\s*((?:"(?:[^"\\]|\\.)*"\s*)+)\)', re.M)
ANY = re.compile(r'^(?:TEXT|SAY|TELL|WORD|REFUSAL|PROBLEM|HALLFILE|ENDPOINT|REASON|START|KEYFILE|KEY_FAULT)\(\s*(\w+)', re.M)
NAMED = re.compile(r"\{(?:\d|value|low|high|text|other)\}")
PRINTF = re.compile(r"%(?:%|[-+ 0#]*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:hh|h|ll|l|z|j)?[a-zA-Z])")


def joined(literals):
    return "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', literals))


def kinds(text):
    """Letters of the printf conversions, widths apart: columns differ by the width of a character."""
    return [re.sub(r"[-+ 0#\d]", "", found) for found in PRINTF.findall(text) if found != "%%"]


def wrong_in(path):
    text = path.read_text()
    for start in ANY.finditer(text):
        row = ROW.match(text, start.start())
        if not row:
            yield f"{start[1]}: no sentence in each language"
            continue
        zh, en = joined(row[1]), joined(row[2])
        if not zh or not en:
            yield f"{start[1]}: one language is empty"
        elif set(NAMED.findall(zh)) != set(NAMED.findall(en)):
            yield f"{start[1]}: {sorted(set(NAMED.findall(zh)))} in Chinese, {sorted(set(NAMED.findall(en)))} in English"
        elif path.name == "words.def" and kinds(zh) != kinds(en):
            yield f"{start[1]}: {kinds(zh)} in Chinese, {kinds(en)} in English"


def main():
    files = sorted(p for folder in ("base", "broker", "clients", "bench") for p in (TOP / folder).rglob("*.def")
                   if ANY.search(p.read_text()))
    wrong = [f"{path.relative_to(TOP)}: {what}" for path in files for what in wrong_in(path)]
    print("\n".join(wrong) or f"{len(files)} tables of sentences")
    return 1 if wrong or not files else 0


if __name__ == "__main__":
    sys.exit(main())
