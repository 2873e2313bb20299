#!/usr/bin/env python3
"""Writes the tables of commands and events from the marks in the comments of the schema.

    marks.py FOLDER_OF_SCHEMA FOLDER_TO_WRITE      commands.def, texts.def, events.def, visible.def, roles.def, settings.def, dues.def

A mark above a message is the first line of its comment, one beside a field begins it. What has none, or one that is not known, is an error that says where and what to write.

    what is around events goes on each feed as it is: // (public) beside each field of Event, FeedBatch and Heartbeat

    a command     // [KIND, SCOPE] above it, and a last line that says by whom:
                  // By kiosk, gateway; counter, lead with a person signed on.
      KIND   read  answered from the open turn       work    a read that a worker does
             write decided and journaled             errand  work that is not done twice: it is sent once
             pin   written after a worker has looked at the PIN it gives
      SCOPE  hall, broker (hall 0), any
    its texts     // (plain), (contact), (note) or (secret) beside each string and bytes field: as it is, or sealed as the
                  one or the other before the rules see it, or a PIN, which is kept nowhere
    an event      // [AUDIENCE; then FOLLOW, FOLLOW] above it, or "then nothing"
    its fields    // (AUDIENCE) beside each, and beside those of every part of it, of snapshots and of settings; in an event
                  that is [journal] they need none
      AUDIENCE  internet, webhook, public, holder, staff, lead, journal: each who sees one sees all to its left of
                it as well; an event's is that of its widest field, where internet and webhook are public as well
      FOLLOW    log, leases, devices, key_ends, purge, zone, counters: broker/hall/rules.h says what each is
    an answer     // [answer] above it: whole for whoever may send the command. Only what is in a Reply and nowhere else
    a role        // (public), (staff) or (lead) beside each value of Device.Role: the feed that a device of it follows
    what is due   // (RULE: SUBJECT) beside each kind of a due row but the first: RULE_due decides it (core/rules_by_due.h), and the row's
                  key names a ticket, a measure, a case or work slip; day: nothing, there is one a hall; time: the hall time before it went back; or chore N:
                  nothing, and it is the Nth of the tasks after a day
    a wing        // [WING FIRST-LAST] above its members in Request and Event: the hundred, or half of one, from which their numbers are
    a part        // [judged] above it: base/visible.c looks at what it says as well
    a setting     // (public) [1..10, else 3] beside it: its range, and how a hall file has it (settings_marks.py)
"""
import os
import re
import sys

import settings_marks

AUDIENCES = ["journal", "lead", "staff", "holder", "public", "webhook", "internet"]  # from the narrowest
LEVELS = dict(zip(AUDIENCES, ["NOWHERE", "LEAD", "STAFF", "HOLDER", "PUBLIC", "WEBHOOK", "INTERNET"]))
KINDS = ["read", "write", "work", "errand", "pin"]
SCOPES = ["hall", "broker", "any"]
TEXTS = ["plain", "contact", "note", "secret"]
FOLLOWS = ["log", "leases", "devices", "key_ends", "purge", "zone", "counters"]
ATTENDED = ["counter", "guide", "lead", "manager"]  # devices at which people sign on
PERSONS = {"a person": "PERSON", "a lead or manager": "LEADING"}
SUBJECTS = ["ticket", "day", "time", "measure", "case", "chore 1"]
ENVELOPES = ["Request", "Reply", "Event", "FeedMessage", "FeedBatch", "Heartbeat"]
SCALARS = ["uint32", "int32", "sint32", "uint64", "int64", "bool", "double", "float", "string", "bytes"]
FIELD = re.compile(r"(repeated\s+)?([\w.]+)\s+(\w+)\s*=\s*(\d+)")
BLOCK = re.compile(r"\[(\w+) (\d+)-(\d+)\]")  # above the members of a wing
FIRST_OF_BLOCKS, BLOCK_SIZES = 500, (100, 50)  # members of lower numbers are older than the blocks

errors = []


def wrong(at, text):
    errors.append(f"{at}: {text}")


def one_of(words):
    return " or ".join(filter(None, (", ".join(f"({word})" for word in words[:-1]), f"({words[-1]})")))


class Field:
    def __init__(self, at, repeated, kind, name, comment, number=0):
        self.at, self.repeated, self.kind, self.name, self.number = at, repeated, kind, name, number
        self.block = None  # of a member of Request or Event: its wing's name, first and last number
        self.type = None  # the Message, if it is one
        self.looked_at = False
        said = re.match(r"((?:\([^)]*\)\s*)*)(?:\[([^\]]*)\])?", comment)
        self.marks, self.square = re.findall(r"\(([^)]*)\)", said[1]), said[2]

    def mark(self, message, words):
        """The one mark of `words` beside the field; None after an error."""
        name = f"{message.name}.{self.name}"
        self.looked_at = True
        if not self.marks:
            wrong(self.at, f"{name} has no mark; write {one_of(words)} first in the comment beside it")
        elif len(self.marks) > 1:
            wrong(self.at, f"{name} has {len(self.marks)} marks; leave one of {one_of(words)}")
        elif self.marks[0] not in words:
            wrong(self.at, f"{name}: ({self.marks[0]}) is no mark here; write {one_of(words)}")
        else:
            return self.marks[0]
        return None


class Message:
    def __init__(self, at, name, comment):
        self.at, self.name, self.comment = at, name, comment
        self.fields, self.in_oneof, self.values = [], [], {}  # values: of its enums, by the enum's name
        self.blocks = []  # of its oneof, in their order: at, wing, first, last
        heads = [line for line in comment if line.startswith("[")]
        self.mark = heads[0][1:-1] if heads else None
        if len(heads) > 1:
            wrong(at, f"{name} has {len(heads)} marks above it; leave one")
        elif heads and (heads[0] != comment[0] or not re.fullmatch(r"\[[^\[\]]*\]", heads[0])):
            wrong(at, f"{name}: write its mark on the first line of its comment, alone, [like this]")

    @property
    def c_type(self):
        return self.name.replace(".", "__")

    @property
    def noun(self):
        return "__".join(re.sub(r"(?<!^)(?=[A-Z])", "_", part).lower() for part in self.name.split("."))


# ---------------------------------------------------------------- reading

def read_file(path, at_path, messages):
    """Adds the messages of a file by name, with their fields."""
    scopes, comment = [], []  # scopes: (what, the Message or a name)
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    for number, line in enumerate(lines, 1):
        at = f"{at_path}:{number}"
        code, _, beside = (part.strip() for part in line.partition("//"))
        if not code:
            comment = comment + [beside] if beside or "//" in line else []
            if (block := BLOCK.match(beside)) and scopes and scopes[-1][0] == "oneof":
                scopes[-2][1].blocks.append((at, block[1], int(block[2]), int(block[3])))
            continue
        for token in re.findall(r"[^{};]+|[{};]", code):
            token = token.strip()
            if token == "}":
                scopes.pop()
            elif token not in ("", "{", ";"):
                read_statement(at, token, beside, comment, scopes, messages)
        comment = []


def read_statement(at, token, beside, comment, scopes, messages):
    outer = next((message for what, message in reversed(scopes) if what == "message"), None)
    start = re.match(r"(message|enum|oneof)\s+(\w+)$", token)
    field = FIELD.match(token)
    if start and start[1] == "message":
        name = f"{outer.name}.{start[2]}" if outer else start[2]
        messages[name] = Message(at, name, comment)
        scopes.append(("message", messages[name]))
    elif start:
        scopes.append((start[1], start[2]))
    elif outer and scopes[-1][0] == "enum" and re.match(r"\w+\s*=\s*\d+", token):
        values = outer.values.setdefault(scopes[-1][1], [])
        values.append(Field(at, False, scopes[-1][1], token.split("=")[0].strip(), beside))
    elif field and outer:
        made = Field(at, bool(field[1]), field[2], field[3], beside, int(field[4]))
        if scopes[-1][0] == "oneof":
            outer.in_oneof.append(made)
            made.block = outer.blocks[-1][1:] if outer.blocks else None
        outer.fields.append(made)


def resolve(messages):
    """Which message each field holds: looked for from the inside out, as protoc does."""
    for message in messages.values():
        for field in message.fields:
            path = message.name.split(".")
            for i in range(len(path), -1, -1):
                field.type = field.type or messages.get(".".join(path[:i] + [field.kind]))


def reachable(message, found=None):
    """A message and all that stands in it, parts before what holds them."""
    found = [] if found is None else found
    for field in message.fields:
        if field.type and field.type not in found and field.type.name not in ENVELOPES:
            reachable(field.type, found)
    if message not in found:
        found.append(message)
    return found


# ---------------------------------------------------------------- commands

def roles_of(said):
    return said.split(", ") if said else []


def who_of(message, roles):
    """Device roles and staff roles, from the last line of the comment."""
    line = message.comment[-1] if message.comment else ""
    if line == "By any device.":
        return "ALL", "ANYONE"
    said = re.fullmatch(r"By (?:([a-z, ]+); )?([a-z, ]+) with (a person|a lead or manager) signed on\.", line)
    alone, attended = (roles_of(said[1]), roles_of(said[2])) if said else (roles_of(line[len("By "):-1]), [])
    if not re.fullmatch(r"By .+\.", line) or set(alone + attended) - set(roles) or set(attended) - set(ATTENDED):
        wrong(message.at, f'the last line above {message.name} must say who may send it: "// By any device.", "// By kiosk, '
              'gateway; counter, lead with a person signed on.", or "with a lead or manager"')
        return "0", "ANYONE"
    if attended and set(alone) & set(ATTENDED):
        wrong(message.at, f"{message.name}: say of {', '.join(a for a in alone if a in ATTENDED)} too whether a person is signed on")
    staff = PERSONS[said[3]] if attended else "ANYONE"
    return " | ".join(role.upper() for role in alone + attended), staff


def commands_of(request, roles):
    rows, texts = [], []
    commands = [body.type for body in request.in_oneof]
    for body in request.in_oneof:
        message, case = body.type, body.name.upper()
        kind, _, scope = (message.mark or "").partition(", ")
        if kind not in KINDS or scope not in SCOPES:
            wrong(message.at, f"{message.name} is a command; write [KIND, SCOPE] first above it: {', '.join(KINDS)}; "
                  f"{', '.join(SCOPES)}")
        devices, staff = who_of(message, roles)
        rows.append(f"COMMAND({case}, {body.name}, {kind.upper()}, {scope.upper()}, {devices}, {staff})")
        texts += [f"TEXT_IN({case}, {body.name}, {part.name}, {field.name}, {field.mark(part.type, TEXTS[1:]).upper()})"
                  for part in message.fields if part.type in commands and not part.repeated
                  for field in texts_of(part.type) if field.marks != ["plain"]]
        for field in texts_of(message):
            mark = field.mark(message, TEXTS)
            if mark in TEXTS[1:] and field.kind != "string":
                wrong(field.at, f"{message.name}.{field.name}: only a string is sealed or secret; write (plain)")
            if mark in TEXTS[1:]:
                texts.append(f"TEXT({case}, {body.name}, {field.name}, {mark.upper()})")
            if mark == "secret" and kind != "pin":
                wrong(field.at, f"{message.name}.{field.name} is (secret): the command is of kind pin")
    return rows, texts


def texts_of(message):
    return [field for field in message.fields if field.kind in ("string", "bytes")]


def check_parts_of_request(request, shown):
    """What stands in commands and is not marked for an audience: its texts are plain."""
    commands = [body.type for body in request.in_oneof]
    for message in reachable(request):
        if message not in commands and message not in shown:
            for field in texts_of(message):
                field.mark(message, ["plain"])


# ---------------------------------------------------------------- events and what is shown

def events_of(event):
    rows = []
    for body in event.in_oneof:
        message = body.type
        said = re.fullmatch(r"(\w+); then ([\w, ]+)", message.mark or "")
        follows = said[2].split(", ") if said else []
        if not said or said[1] not in ("public", "staff", "lead", "journal"):
            wrong(message.at, f'{message.name} is an event; write [AUDIENCE; then WHAT FOLLOWS] first above it: public, staff, '
                  f'lead or journal; "nothing", or some of {", ".join(FOLLOWS)}')
            continue
        if follows != ["nothing"] and (set(follows) - set(FOLLOWS) or len(set(follows)) < len(follows)):
            wrong(message.at, f"{message.name}: then \"nothing\", or some of {', '.join(FOLLOWS)}, each once")
        if "devices" in follows and not any((f.kind, f.name) == ("uint32", "device") for f in message.fields):
            wrong(message.at, f"{message.name}: devices follow it, so it needs `uint32 device`, which says which one")
        follow = " | ".join(f"FOLLOW_{word.upper()}" for word in follows)
        rows.append(f"EVENT({body.name.upper()}, {message.c_type}, {body.name}, {said[1].upper()}, {follow})")
        message.audience = said[1]
    return rows


def level_of(message, field):
    if getattr(message, "audience", None) == "journal" and not field.marks:
        return "journal"
    return field.mark(message, AUDIENCES) or "journal"


def check_event(message, levels):
    widest = max((AUDIENCES.index(level) for level in levels), default=0)
    shown = "public" if widest >= AUDIENCES.index("public") else "staff" if widest >= AUDIENCES.index("staff") else AUDIENCES[widest]
    if shown != message.audience and message.fields:
        wrong(message.at, f"{message.name} is [{message.audience}], and the widest of its fields is ({shown}); make them agree")


def is_whole(message):
    """Goes as it is to whoever sees what holds it: nothing in it is kept back."""
    return message.mark != "judged" and all(
        field.marks == ["internet"] and (not field.type or is_whole(field.type)) for field in message.fields)


def rows_of(message, case):
    """The rows of a message; none if nobody sees any of it."""
    levels = [level_of(message, field) for field in message.fields]
    if hasattr(message, "audience"):
        check_event(message, levels)
    if message.in_oneof:
        wrong(message.at, f"{message.name}: a oneof cannot be shown in part")
    rows = []
    for field, level in zip(message.fields, levels):
        whole = not field.type or is_whole(field.type)
        shape = ("LIST" if field.repeated else "FIELD") if whole else ("PARTS" if field.repeated else "PART")
        part = "" if whole else f", {field.type.noun}"
        if level != "journal":
            rows.append(f"{shape}({message.c_type}, {LEVELS[level]}, {field.name}{part})")
    if not rows:
        return []
    end = f"EVENT({message.c_type}, {message.noun}, {case})" if case else f"END({message.c_type}, {message.noun})"
    return [f"MESSAGE({message.c_type}, {message.noun})", *rows, end, ""]


def shown_of(messages):
    """All that is shown in part: of events, of snapshots, and what in answers bears an audience; parts first."""
    event, reply = messages["Event"], messages["Reply"]
    roots = [body.type for body in event.in_oneof] + [messages["Snapshot"], messages["WaitFigures"]]
    shown = []
    for root in roots:
        if getattr(root, "audience", None) == "journal":
            continue
        reachable(root, shown)
    for message in reachable(reply):
        if message.mark != "answer" and message not in shown and message is not reply:
            reachable(message, shown)
    for message in shown:
        if message.mark == "answer":
            wrong(message.at, f"{message.name} is [answer], and an event, a snapshot or a part of a ticket holds it; mark its fields")
    return shown


def visible_of(messages):
    cases = {body.type.name: body.name.upper() for body in messages["Event"].in_oneof}
    shown = shown_of(messages)
    rows = [row for message in shown for row in rows_of(message, cases.get(message.name))]
    for name in cases:  # those on no feed, for their marks
        if messages[name] not in shown:
            rows_of(messages[name], cases[name])
    return rows, shown


def check_blocks(message):
    """Each wing numbers its members in a block of its own, so that two that grow beside each other never take one number."""
    taken = {}
    for at, wing, first, last in message.blocks:
        size = last - first + 1
        if first < FIRST_OF_BLOCKS or size not in BLOCK_SIZES or first % size:
            wrong(at, f"{message.name}: the block of {wing} is {first}-{last}; write a whole hundred, or half of one, from {FIRST_OF_BLOCKS} on")
            continue
        others = {taken.setdefault(half, wing) for half in range(first, last + 1, min(BLOCK_SIZES))} - {wing}
        if others:
            wrong(at, f"{message.name}: {first}-{last} of {wing} is the block of {others.pop()}; take another hundred")
    for body in message.in_oneof:
        if not body.block:
            wrong(body.at, f"{message.name}.{body.name} is in no wing's block; write [WING FIRST-LAST] above its group")
        elif body.number >= FIRST_OF_BLOCKS and not body.block[1] <= body.number <= body.block[2]:
            wrong(body.at, f"{message.name}.{body.name} = {body.number}: take the next free number of {body.block[0]}, {body.block[1]}-{body.block[2]}")


def check_envelopes(messages):
    """What is around events goes out as it is, on each feed."""
    for name in ("Event", "FeedBatch", "Heartbeat"):
        for field in messages[name].fields:
            if field not in messages[name].in_oneof:
                field.mark(messages[name], ["public"])


# ---------------------------------------------------------------- the tables

def check_strays(messages):
    """A mark on what is no command, no event and no answer says nothing."""
    answers = reachable(messages["Reply"])
    bodies = {body.type.name for name in ("Request", "Event") for body in messages[name].in_oneof if body.type}
    for message in messages.values():
        if message.mark not in (None, "judged", "answer") and message.name not in bodies:
            wrong(message.at, f"{message.name} is [{message.mark}], and no member of Request or Event; add one or leave the mark")
        elif message.mark == "answer" and message not in answers:
            wrong(message.at, f"{message.name} is [answer], and in no Reply")
        for field in message.fields:
            if field.marks and field.marks[0] in AUDIENCES + TEXTS and not field.looked_at:
                wrong(field.at, f"{message.name}.{field.name}: ({field.marks[0]}) says nothing here; leave it, and of an [answer] "
                      "mark all fields instead")


def roles_of_devices(device):
    """The rows of the roles, and their names."""
    values = device.values["Role"][1:]  # the first is none
    rows = [f"ROLE({value.name}, {(value.mark(device, ['public', 'staff', 'lead']) or 'none').upper()})" for value in values]
    return rows, [value.name.lower() for value in values]


def dues_of(due_row):
    """What a due row comes to, by its kind, and what its key names; the chores in the order of their chain."""
    rows, chain = [], {}
    for value in due_row.values["Kind"][1:]:  # the first is none
        said = re.fullmatch(r"(\w+): (ticket|day|time|measure|case|chore (\d+))", value.marks[0]) if len(value.marks) == 1 else None
        if not said:
            wrong(value.at, f"{value.name} is a kind of a due row; write (RULE: SUBJECT) first in the comment beside it: {', '.join(SUBJECTS)}")
        elif said[3]:
            chain.setdefault(int(said[3]), []).append(f"DUE({value.name}, {said[1]}, CHORE)")
        else:
            rows.append(f"DUE({value.name}, {said[1]}, {said[2].upper()})")
    if any(len(rows_there) != 1 for rows_there in chain.values()):
        wrong(due_row.at, "DueRow: number its chores, each number once")
    return rows + [row for place in sorted(chain) for row in chain[place]]


def tables(messages):
    request = messages["Request"]
    roles, role_names = roles_of_devices(messages["Device"])
    commands, texts = commands_of(request, role_names)
    events = events_of(messages["Event"])
    visible, shown = visible_of(messages)
    check_parts_of_request(request, shown)
    check_envelopes(messages)
    for name in ("Request", "Event"):
        check_blocks(messages[name])
    check_strays(messages)
    settings = settings_marks.settings_of(messages, reachable(messages[settings_marks.ROOT]), wrong)
    return {"commands.def": commands, "texts.def": texts, "events.def": events, "visible.def": visible, "roles.def": roles,
            "settings.def": settings, "dues.def": dues_of(messages["DueRow"])}


def main(schema, target):
    messages = {}
    for name in sorted(os.listdir(schema)):
        if name.endswith(".proto"):
            read_file(os.path.join(schema, name), os.path.join(os.path.basename(os.path.normpath(schema)), name), messages)
    resolve(messages)
    made = {} if errors else tables(messages)
    if errors:
        print("\n".join(errors), file=sys.stderr)
        return 1
    for name, rows in made.items():
        with open(os.path.join(target, name), "w", encoding="utf-8") as file:
            file.write(f"// {name} - written by proto/marks.py from the marks in the schema.\n" + "\n".join(rows) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
