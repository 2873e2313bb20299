#!/usr/bin/env python3
"""JSON held to Python's own mapping of proto3 (google.protobuf.json_format): random messages of every type both ways, and texts that
are odd, of which each is taken by both or refused by both, or differs by a rule that docs/INTEGRATION.md states.

    json_python.py [SEED]"""

import inspect
import json
import os
import random
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'system'))
from google.protobuf import json_format  # noqa: E402
from google.protobuf.descriptor import FieldDescriptor as F  # noqa: E402
from ground import BUILD, check, equal, pb, running  # noqa: E402
from hall import run  # noqa: E402

SEED = int(sys.argv.pop(1)) if sys.argv[1:] and sys.argv[1].isdigit() else 1
MESSAGES, MUTATED = 3000, 4000
TOPS = (pb.Request, pb.Reply, pb.Event, pb.FeedMessage, pb.JournalRecord)
# protobuf 26 has another name for it.
DEFAULTS = next(name for name in ('always_print_fields_with_no_presence', 'including_default_value_fields')
                if name in inspect.signature(json_format.MessageToJson).parameters)


class Ours:
    """clients/libhallq, by tests/libhallq/json_lines.c."""

    def __init__(self):
        self.process = subprocess.Popen([os.path.join(BUILD, 'bin', 'json-lines')], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        running.append(self.process)

    def ask(self, what, kind, data):
        self.process.stdin.write(f'{what} {kind.DESCRIPTOR.full_name} {data.hex()}\n'.encode())
        self.process.stdin.flush()
        verdict, _, rest = self.process.stdout.readline().decode().rstrip('\n').partition(' ')
        check(verdict in ('ok', 'no'), f'json-lines ended at {what} {kind.DESCRIPTOR.full_name} {data!r}')
        return (bytes.fromhex(rest), None) if verdict == 'ok' else (None, rest)

    def close(self):
        self.process.stdin.close()
        equal(self.process.wait(30), 0)


def theirs(kind, text):
    """The message's bytes as Python reads the text; None: it does not take it, by whatever error."""
    message = kind()
    try:
        json_format.Parse(text.decode(), message)
    except Exception:  # noqa: BLE001 it has a dozen for the same
        return None
    return message.SerializeToString(deterministic=True)


def types():
    """Every message that a command, an answer, an event or a record leads to."""
    found, left = {}, [top.DESCRIPTOR for top in TOPS]
    while left:
        one = left.pop()
        if one.full_name not in found:
            found[one.full_name] = one._concrete_class
            left += [field.message_type for field in one.fields if field.message_type]
    return [found[name] for name in sorted(found)]


# ---------------------------------------------------------------- random messages

EDGES = (0, 1, 2**31 - 1, 2**32 - 1, 2**53, 2**53 + 1, 2**63 - 1, 2**64 - 1)
PARTS = ('请', 'A045', '"', '\\', '/', 'é', '😀', '\n', '\t', ' ', '</script>', '\u2028', 'ü\u0308', '{', "'")
REALS = (0.0, 0.1, 1e300, -1e-300, 5e-324, 2.0**53, float('inf'), float('-inf'), float('nan'), 1 / 3, 123456789.123456789)


def random_whole(dice, lowest, highest):
    value = dice.choice(EDGES) if dice.random() < 0.5 else dice.getrandbits(dice.randint(1, 64))
    return value % (highest + 1) if lowest == 0 or dice.random() < 0.5 else -(value % (highest + 1)) - 1


def random_value(dice, field):
    if field.type == F.TYPE_STRING:
        return ''.join(dice.choice(PARTS) for _ in range(dice.randint(0, 6)))
    if field.type == F.TYPE_BYTES:
        return dice.randbytes(dice.randint(0, 20))
    if field.type == F.TYPE_ENUM:
        known = [value.number for value in field.enum_type.values]
        return dice.choice(known) if dice.random() < 0.9 else random_whole(dice, -1, 2**31 - 1)
    if field.type == F.TYPE_BOOL:
        return dice.random() < 0.5
    if field.type in (F.TYPE_DOUBLE, F.TYPE_FLOAT):
        return dice.choice(REALS) if dice.random() < 0.5 else dice.uniform(-1e6, 1e6)
    lowest, bits = (0, 0) if field.type in (F.TYPE_UINT32, F.TYPE_UINT64) else (-1, 1)
    wide = field.type in (F.TYPE_UINT64, F.TYPE_INT64, F.TYPE_SINT64)
    return random_whole(dice, lowest, 2**((64 if wide else 32) - bits) - 1)


def random_message(dice, kind, depth=0):
    message = kind()
    chosen = {group.name: dice.choice(group.fields) for group in kind.DESCRIPTOR.oneofs}
    for field in kind.DESCRIPTOR.fields:
        group = field.containing_oneof
        if (field != chosen[group.name]) if group else dice.random() < 0.4:
            continue
        if field.label == F.LABEL_REPEATED:
            count = dice.randint(0, 3 if depth < 3 else 1)
            values = [random_message(dice, field.message_type._concrete_class, depth + 1) if field.message_type else random_value(dice, field)
                      for _ in range(count)]
            getattr(message, field.name).extend(values)
        elif field.message_type:
            getattr(message, field.name).CopyFrom(random_message(dice, field.message_type._concrete_class, depth + 1))
        else:
            setattr(message, field.name, random_value(dice, field))
    return message


def every_message_is_the_same_in_both():
    print(f'seed {SEED}')
    ours, dice, kinds = Ours(), random.Random(SEED), types()
    check(len(kinds) > 100, f'{len(kinds)} types')
    for n in range(MESSAGES):
        kind = kinds[n % len(kinds)]
        message = random_message(dice, kind)
        packed = message.SerializeToString(deterministic=True)
        for what, options in (('print', {}), ('whole', {DEFAULTS: True})):
            text, why = ours.ask(what, kind, packed)
            check(text is not None, f'{kind.DESCRIPTOR.full_name}: {why}: {message}')
            equal(same(text), same(json_format.MessageToJson(message, **options)), f'message {n}, {kind.DESCRIPTOR.full_name}, {what}')
            equal(theirs(kind, text), packed, f'message {n}: Python reads what we write')
        options = {'preserving_proto_field_name': dice.random() < 0.5, 'use_integers_for_enums': dice.random() < 0.5,
                   DEFAULTS: dice.random() < 0.5, 'indent': dice.choice((None, 2))}
        back, why = ours.ask('parse', kind, json_format.MessageToJson(message, **options).encode())
        equal((back, why), (packed, None), f'message {n}, {kind.DESCRIPTOR.full_name}: we read what Python writes')
    ours.close()


def same(text):
    """What is compared of a JSON text: all but order, blanks and how a number is written."""
    def number(digits):
        return int(float(digits)) if float(digits).is_integer() else float(digits)
    return json.dumps(json.loads(text, parse_float=number), sort_keys=True)


# ---------------------------------------------------------------- odd texts

def request(inner):
    return pb.Request, '{' + inner + '}'


def note(inner):
    return pb.Issue, '{"note":"' + inner + '"}'


def code(inner):
    return pb.Which, '{"code":"' + inner + '"}'


def real(inner):
    return pb.Forecast, '{"lowerS":' + inner + '}'


BOTH_TAKE = [
    *(request(inner) for inner in (
        '', ' \t\r\n', '"hall":"7"', '"hall":7.0', '"hall":7e0', '"hall":70E-1', '"hall":-0', '"hall":"-0"', '"session":"18446744073709551615"',
        '"session":9007199254740991', '"claimedRole":2', '"claimedRole":2.0', '"claimedRole":"KIOSK"', '"claimedRole":77', '"claimedRole":-1',
        '"hall":null', '"issue":null', '"issue":null,"rate":{}', '"claimed_role":2', '"issue":{"next_services":[]}', '"issue":{"nextServices":null}',
        '"\\u0068all":1', '"issue":{"nextServices":["1",2,3e0]}')),
    *(note(inner) for inner in ('', '\\ud83d\\ude00', '\\/\\"\\\\', '\\n\\t', '\\u005c', '\u2028', 'a\\\\u0000b')),
    *(code(inner) for inner in ('', 'AAEC', 'AAE=', 'AAE', 'AA', 'AA==', '-_8', '+/8=', 'AB==')),
    *(real(inner) for inner in ('0', '1', '-1.5e-3', '"1.5"', '"-1e3"', '"NaN"', '"Infinity"', '"-Infinity"', '1e-400', '5e-324',
                                '0.' + '1' * 60, 'null', '1.7976931348623157e308')),
]
BOTH_REFUSE = [
    *((pb.Request, text) for text in ('', ' ', '{', '}', '{}{}', '{}x', 'nul', '1', '"x"', 'null', "{'hall':1}", '{hall:1}', '{"hall":1,}', '{,}', '{"hall" 1}',
                                      '{"hall":1}//', '{"hall":/**/1}', '\x01{}', '{\x0b}', '{\xa0}', '\u3000{}', '[' * 100000, '{"issue":' * 5000)),
    *(request('"hall":' + value) for value in (
        '01', '-01', '1.', '.5', '+1', '1e', '1e+', '0x1', '--1', '-', 'NaN', 'Infinity', '-Infinity', 'True', '1.5', '"1.5"', '"1e3"', '" 1"', '"1 "', '""',
        '"0x10"', '"-1"', '-1', '4294967296', '"4294967296"', '1e400', 'true', '[]', '{}', '[1]', '"NaN"', '1,"hall":1', 'null,"hall":1', '1 2')),
    *(request(inner) for inner in (
        '"nothing":1', '"":1', '"Hall":1', '"HALL":1', '"session":"18446744073709551616"', '"session":-1', '"claimedRole":"BOSS"', '"claimedRole":"kiosk"',
        '"claimedRole":""', '"claimedRole":2147483648', '"claimedRole":[]', '"issue":{},"rate":{}', '"issue":1', '"issue":true', '"issue":{"nextServices":[null]}',
        '"issue":{"nextServices":{}}', '"issue":{"nextServices":1}', '"issue":{"nextServices":[[1]]}', '"issue":{"away":1}', '"issue":{"away":"true"}',
        '"issue":{"note":1}', '"issue":{"note":[]}', '"issue":{"x":{"x":{}}}')),
    *(note(inner) for inner in ('\n', '\t', '\x01', '\\x', '\\u12', '\\uzzzz', '\\u 12', '\\u-001', '\\ud800', '\\udc00', '\\ud800\\u0041', '\\ud800x', '\\udc00\\ud800', '\\')),
    *(code(inner) for inner in ('A', 'AAAAA', 'A===')),
    *(real(inner) for inner in ('1e400', '-1e400', 'NaN', 'Infinity', '""', '"x"', '[]', '{}', '"1.5x"', '"0x1"', '"nan"')),
]
BYTES_BOTH_REFUSE = [b'\xff', b'{"issue":{"note":"\xff"}}', b'{"issue":{"note":"\xed\xa0\x80"}}', b'{"issue":{"note":"\xc0\x80"}}', b'{"issue":{"note":"\xf4\x90\x80\x80"}}',
                     b'{}\x00', b'{"issue":{"note":"a\x00"}}']
# Python takes more. The rule, as docs/INTEGRATION.md has it, and how ours begins to say so.
WE_REFUSE = {
    'whole numbers in quotes': ('must be a whole number', [request('"hall":' + value) for value in ('"01"', '"+1"', '"1_0"', '"\u0663"')]),
    'numbers beyond 2^53': ('must be a whole number', [request('"session":9007199254740993')]),
    'long numbers': ('is not JSON', [real('0.' + '1' * 70)]),
    'enum values': ('', [request('"claimedRole":' + value) for value in ('"2"', 'true', '1.5')]),
    'a name twice': ('is given twice', [request('"claimedRole":1,"claimed_role":1')]),
    'messages': ('must be an object', [(pb.Request, '[]'), (pb.Request, '""'), request('"issue":[]'), request('"issue":""')]),
    'control characters': ('', [note(inner) for inner in ('\\u0000', '\\u0001', '\\r', '\\u001b', '\\u007f')]),
    'base64': ('is not base64', [code(inner) for inner in ('AA=', 'A!AA', 'AA E', 'AAE=AAAA', 'AA\\n==', 'ü')]),
    'numbers in quotes': ('must be a number', [real(inner) for inner in ('" 1"', '"1_0"', '"inf"', '"01"', '"1."', '"+1"', '".5"', 'true')]),
}


def odd_texts_are_taken_and_refused_alike():
    ours = Ours()
    for kind, text in BOTH_TAKE:
        back, why = ours.ask('parse', kind, text.encode())
        equal((back, why), (theirs(kind, text.encode()), None), f'taken: {text[:200]!r}')
    for kind, text in [*((kind, text.encode()) for kind, text in BOTH_REFUSE), *((pb.Request, text) for text in BYTES_BOTH_REFUSE)]:
        equal((ours.ask('parse', kind, text)[0], theirs(kind, text)), (None, None), f'refused: {text[:200]!r}')
    for rule, (says, texts) in WE_REFUSE.items():
        for kind, text in texts:
            back, why = ours.ask('parse', kind, text.encode())
            check(back is None and says in why, f'{rule}: {text!r}: {back}, {why}')
            check(theirs(kind, text.encode()) is not None, f'{rule}: Python refuses {text!r} too: the rule needs no telling')
    marked = '\ufeff{"hall":1}'.encode()
    equal((ours.ask('parse', pb.Request, marked)[0], theirs(pb.Request, marked)), (b'\x08\x01', None), 'a byte order mark is passed over')
    equal(ours.ask('parse', pb.Forecast, b'{"lowerS":-0.0}'), (b'', None), 'no number below zero is zero')
    ours.close()


# ---------------------------------------------------------------- texts that came to harm

SPOILT = ('"', '\\', ',', ':', '{', '}', '[', ']', '0', '9', '-', '+', '.', 'e', ' ', '\n', '\x01', 'null', 'true', '""', '[]', '{}', '1e9', '1e400', '"1"', '-1',
          '\\u00e9', '\\ud800', '\\u0000', 'é', '=', '_', '\ufeff', '01', 'NaN', '1.5', '"KIOSK"', '"hall":1,')
# What we say where Python takes a text, by the rules above.
STATED = ('must be a whole number', 'must be a number', 'has no such name', 'is given twice', 'must be an object', 'control characters', 'is not base64',
          'has a NUL character')


def plain(message):
    """Python tells -0.0 from 0.0, which is the default here."""
    for field, value in message.ListFields():
        many = field.label == F.LABEL_REPEATED
        if field.message_type:
            for one in value if many else [value]:
                plain(one)
        elif field.type == F.TYPE_DOUBLE and many:
            value[:] = [one or 0.0 for one in value]
        elif field.type == F.TYPE_DOUBLE and not value:
            message.ClearField(field.name)
    return message


def meant(kind, packed):
    return None if packed is None else plain(kind.FromString(packed)).SerializeToString(deterministic=True)


def spoil(dice, text):
    for _ in range(dice.randint(1, 3)):
        at = dice.randint(0, len(text))
        gone = dice.choice((0, 0, 1, 1, 4))
        text = text[:at] + (dice.choice(SPOILT) if dice.random() < 0.8 else '') + text[at + gone:]
    return text


def spoilt_texts_mean_the_same_or_nothing():
    print(f'seed {SEED}')
    ours, dice, kinds = Ours(), random.Random(SEED + 1), types()
    counts = {'both': 0, 'none': 0, 'ruled': 0}
    for n in range(MUTATED):
        kind = kinds[n % len(kinds)]
        text = spoil(dice, json_format.MessageToJson(random_message(dice, kind, 2), indent=None)).encode()
        (back, why), other = ours.ask('parse', kind, text), theirs(kind, text)
        if back is not None and text.startswith('\ufeff'.encode()):
            other = theirs(kind, text[3:])
        if back is None and other is not None:
            check(any(rule in why for rule in STATED), f'text {n}: we refuse it ({why}), Python takes it, by no rule: {text!r}')
            counts['ruled'] += 1
        else:
            equal(meant(kind, back), meant(kind, other), f'text {n} of {kind.DESCRIPTOR.full_name}: {text!r}; ours, and Python\'s')
            counts['both' if back is not None else 'none'] += 1
    print(counts)
    check(min(counts.values()) > 20, f'each kind of them is met: {counts}')
    ours.close()


run(every_message_is_the_same_in_both, odd_texts_are_taken_and_refused_alike, spoilt_texts_mean_the_same_or_nothing)
