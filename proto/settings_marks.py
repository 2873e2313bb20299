"""Reads the marks in square brackets beside the fields of a hall's settings; marks.py calls it.

They say how a setting stands in a hall file, and in which range. proto/settings.proto lists their parts at its top; what is not
among them is an error that says where and what to write. A number or a list without a range is an error too.
"""
import re

ROOT = "HallSettings"
NUMBER = r"-?\d+"
KEY = r"[a-z][a-z0-9_]*"
NUMBERS = ["uint32", "int32", "sint32", "int64", "uint64"]
PARTS = "L..H, 0 or L..H, L..H where FIELD, by a rule, needed, else X, always, in minutes, as KEY, as time KEY, as first of KEY, " \
        "as last of KEY, not in the file"


def snake(name):
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


class Setting:
    def __init__(self, message, field):
        self.message, self.field = message, field
        self.key, self.form, self.where = field.name, "PLAIN", "NULL"
        self.low = self.high = None
        self.needed = self.by_rule = self.always = False
        self.otherwise = None


def enum_of(messages, message, kind):
    """The C name and the values of an enum, looked for from the inside out; None if `kind` is none."""
    path = message.name.split(".")
    outer, _, name = kind.rpartition(".")
    for i in range(len(path), -1, -1):
        found = messages.get(".".join(filter(None, path[:i] + outer.split("."))))
        if found and name in found.values:
            return f"HALLQ__{found.noun.upper()}__{snake(name).upper()}", [value.name for value in found.values[name]]
    return None


def read_part(setting, part, wrong):
    """Takes one part of the mark; False if it is none."""
    field, message = setting.field, setting.message
    span = re.fullmatch(rf"(0 or )?({NUMBER})\.\.({NUMBER})(?: where ({KEY}))?", part)
    key = re.fullmatch(rf"as (time |first of |last of |)({KEY})", part)
    if span and not (span[1] and span[4]):
        setting.low, setting.high = int(span[2]), int(span[3])
        setting.where = '""' if span[1] else f'"{span[4]}"' if span[4] else "NULL"
        if span[4] and (span[4], "uint32") not in [(f.name, f.kind) for f in message.fields]:
            wrong(field.at, f"{message.name}.{field.name}: where {span[4]}? {message.name} has no such number")
        if setting.low > setting.high:
            wrong(field.at, f"{message.name}.{field.name}: the range {part} is empty")
    elif key:
        setting.key = key[2]
        setting.form = {"": "PLAIN", "time ": "TIME", "first of ": "FIRST", "last of ": "LAST"}[key[1]]
    elif part == "in minutes" and field.kind == "uint32" and field.name.endswith("_s"):
        setting.key, setting.form = field.name[:-len("s")] + "min", "MINUTES"
    elif part == "not in the file":
        setting.form = "ABSENT"
    elif part == "needed":
        setting.needed = True
    elif part == "by a rule":
        setting.by_rule = True
    elif part == "always" and field.type and not field.repeated:
        setting.always = True
    elif part.startswith("else "):
        setting.otherwise = part[len("else "):]
    else:
        return False
    return True


def number_of(setting, messages, wrong):
    """What the setting is where the file is silent, as C."""
    enum = enum_of(messages, setting.message, setting.field.kind)
    said = setting.otherwise
    if said is None:
        return "0"
    if enum and said.upper() in enum[1][1:]:
        return f"{enum[0]}__{said.upper()}"
    if not enum and setting.field.kind == "uint32" and not setting.field.repeated and re.fullmatch(r"\d+", said):
        if setting.low is None or setting.low <= int(said) <= setting.high or (said == "0" and setting.where != "NULL"):
            return said
    what = "a number of its range" if not enum else "one of " + ", ".join(value.lower() for value in enum[1][1:])
    wrong(setting.field.at, f"{setting.message.name}.{setting.field.name}: else {said}? write {what}")
    return "0"


def setting_of(message, field, wrong):
    setting = Setting(message, field)
    for part in re.split(r",\s*", field.square) if field.square else []:
        if not read_part(setting, part, wrong):
            wrong(field.at, f"{message.name}.{field.name}: [{part}] is no mark of a setting here; write of these: {PARTS}")
    if (field.kind in NUMBERS or field.repeated) and setting.low is None and not setting.by_rule:
        wrong(field.at, f"{message.name}.{field.name} has no range; write [1..10] behind its mark, or [by a rule]")
    return setting


def group_of(messages, message, wrong):
    rows, keys = [], {}
    order = sorted(message.fields, key=lambda field: field.number)
    for field in message.fields:
        setting = setting_of(message, field, wrong)
        twice = keys.get(setting.key)
        if twice and setting.form != "ABSENT" and (twice, setting.form) != ("FIRST", "LAST"):
            wrong(field.at, f"{message.name}.{field.name}: the key {setting.key} is another field's already")
        keys[setting.key] = setting.form
        silence = "PART" if setting.always else "NOTHING" if setting.otherwise is None else "NUMBER"
        low, high = ("INT64_MIN", "INT64_MAX") if setting.low is None else (f"{setting.low}LL", f"{setting.high}LL")
        rows.append(f'SETTING({message.c_type}, {order.index(field)}, {field.name}, "{setting.key}", {setting.form}, '
                    f"{'true' if setting.needed else 'false'}, {low}, {high}, {setting.where}, {silence}, "
                    f"{number_of(setting, messages, wrong)})")
    return [f"GROUP({message.c_type}, {message.noun})", *rows, f"END({message.c_type}, {message.noun})", ""]


def settings_of(messages, found, wrong):
    """The rows of settings.def. found: the messages of the settings, parts before what holds them."""
    for message in messages.values():
        for field in message.fields:
            if field.square and message not in found:
                wrong(field.at, f"{message.name}.{field.name}: [{field.square}] says nothing here; leave it")
    return [row for message in found for row in group_of(messages, message, wrong)]
